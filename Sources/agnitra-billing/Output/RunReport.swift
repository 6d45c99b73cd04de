import Billing
import Jobs

/// A run's results for people.
struct RunReport {
  let results: RunResults
  let before: LedgerStanding
  let resultsPath: String?

  var lines: [String] {
    [heading] + importLines + sealLines + deliveredBefore + dispatchLines + standingLines + equationLines
      + closing
  }

  private var heading: String {
    let kind =
      results.isDryRun
      ? "dry run of \(results.plan.job.name): nothing is written or sent"
      : "\(results.plan.job.name), run \(results.runID)"
    let window = results.plan.window.map { ", window \($0.text)" } ?? ""
    return "\(kind)\(window), \(results.startedAt)"
  }

  private var importLines: [String] {
    results.imports.map { result in
      guard !result.wasComplete else {
        let earlier = result.earlierTally
        return
          "import    \(result.source.name): read before, \(Phrases.count(earlier.postedCount, "event")) posted then"
      }
      let tally = result.tally
      guard !results.isDryRun else {
        return
          "would import  \(result.source.name): \(tally.readCount) read, "
          + "\(tally.quarantinedCount) of them no usage event"
      }
      return
        "import    \(result.source.name): \(tally.readCount) read = \(tally.postedCount) posted + "
        + "\(tally.alreadyPostedCount) posted before + \(tally.conflictCount) conflicting + "
        + "\(tally.quarantinedCount) no usage event"
    }
  }

  private var sealLines: [String] {
    if results.seals.isEmpty, results.plan.job.steps.contains(.seal) { return ["seal      no window is due"] }
    return results.seals.map { seal in
      let items = seal.itemCountOfProvider.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      let waiting =
        seal.heldCount + seal.skippedCount == 0
        ? "" : ", \(seal.heldCount) held, \(seal.skippedCount) skipped"
      return
        "\(results.isDryRun ? "would seal" : "seal     ") \(seal.window.text): "
        + "\(Phrases.count(seal.cellCount, "cell")), \(seal.plannedCount) charges planned\(waiting); "
        + "items: \(items.isEmpty ? "none" : items.joined(separator: ", ")), worth \(Phrases.money(seal.money))"
    }
  }

  /// For a re-run: what the window had delivered before this run.
  private var deliveredBefore: [String] {
    guard results.plan.window != nil else { return [] }
    let delivered = before.items.filter { $0.state == .delivered }
    if delivered.isEmpty { return ["before    nothing of the window was delivered"] }
    return delivered.map {
      "before    \($0.provider): \(Phrases.count($0.count, "item")) delivered, worth "
        + "\(Phrases.money($0.money)): not sent again"
    }
  }

  private var dispatchLines: [String] {
    results.dispatches.map { dispatch in
      var parts = ["\(dispatch.deliveredCount) delivered"]
      if dispatch.duplicateCount > 0 { parts.append("\(dispatch.duplicateCount) of them counted before") }
      for (state, count) in dispatch.enteredCount.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
        parts.append("\(count) \(state)")
      }
      if dispatch.attemptCount == 0 { parts = parts.dropFirst() + ["nothing sent"] }
      let why = dispatch.detail.isEmpty ? "" : " (\(dispatch.detail))"
      let cause = results.stopSignal == nil ? "time is up" : "stopped as asked"
      let early = dispatch.endedEarly ? "; \(cause), the next run goes on" : ""
      return "dispatch  \(dispatch.provider): \(parts.joined(separator: ", "))\(why)\(early)"
    }
  }

  private var standingLines: [String] {
    var table = TextTable(header: ["ledger    provider", "state", "count", "worth"], rightAligned: [2])
    for line in results.standing.items {
      table.add([
        "          \(line.provider)", line.state.rawValue, "\(line.count)", Phrases.money(line.money),
      ])
    }
    for line in results.standing.charges {
      table.add([
        "          \(line.provider)", "\(line.state.rawValue) (\(line.reason))", "\(line.count)",
        Phrases.money(line.money),
      ])
    }
    return table.isEmpty ? ["ledger    empty"] : table.lines
  }

  private var equationLines: [String] {
    let broken = results.audit.broken
    guard !broken.isEmpty else {
      return [
        "tie-out   all \(results.audit.equations.count) equations of the ledger hold, to the last digit"
      ]
    }
    return broken.map { "tie-out   BROKEN: \($0.name): \($0.left) against \($0.right)" }
  }

  private var closing: [String] {
    var lines: [String] = []
    if results.standing.quarantinedCount > 0 {
      lines.append(
        "quarantine  \(Phrases.count(results.standing.quarantinedCount, "row")): see agnitra-billing quarantine list"
      )
    }
    if let resultsPath { lines.append("results   \(resultsPath)") }
    switch results.exitStatus {
    case .partial: lines.append("exit 3    debts are open: see agnitra-billing status")
    case .interrupted(let signal):
      lines.append("exit \(128 + signal)  stopped as asked, cleanly: the next run goes on")
    default: break
    }
    return lines
  }
}
