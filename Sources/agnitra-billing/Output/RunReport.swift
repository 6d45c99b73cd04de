import Billing
import Jobs

/// A run's results for people.
struct RunReport {
  let results: RunResults
  let before: LedgerStanding
  let resultsPath: String?

  var lines: [String] {
    [heading] + importLines + VerificationReport(results: results).lines + sealLines + deliveredBefore
      + dispatchLines + standingLines
      + AlarmReport.lines(results.alarms, now: results.finishedAt) + equationLines
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
    results.imports.flatMap { result in
      [importLine(result)] + whatCame(of: result) + result.notes.map { "              \($0)" }
        + badRowLines(result)
    } + results.licenceBreaks.map { "licences  BREAK: \($0.sentence)" }
  }

  /// In a dry run, why rows are no usage event, since the quarantine does not hold them.
  private func badRowLines(_ result: ImportResult) -> [String] {
    let unshownCount = result.tally.quarantinedCount - result.firstBadRows.count
    return result.firstBadRows.map { "              line \($0.line): \($0.detail)" }
      + (results.isDryRun && unshownCount > 0 ? ["              ... and \(unshownCount) more"] : [])
  }

  /// What a source that broke gave before it did.
  private func whatCame(of result: ImportResult) -> [String] {
    guard result.failure != nil, result.tally.readCount > 0 else { return [] }
    return ["              before that \(Self.equation(result.tally))"]
  }

  private static func equation(_ tally: PostingTally) -> String {
    "\(tally.readCount) read = \(tally.postedCount) posted + \(tally.alreadyPostedCount) posted before + "
      + "\(tally.conflictCount) conflicting + \(tally.quarantinedCount) bad rows"
  }

  private func importLine(_ result: ImportResult) -> String {
    if let failure = result.failure { return "import    FAILED: \(failure)" }
    guard !result.wasComplete else {
      let earlier = result.earlierTally
      return
        "import    \(result.source.name): read before, \(Phrases.count(earlier.postedCount, "event")) posted then"
    }
    let tally = result.tally
    guard !results.isDryRun else {
      return
        "would import  \(result.source.name): \(tally.readCount) read, "
        + "\(tally.quarantinedCount) of them bad rows"
    }
    return "import    \(result.source.name): \(Self.equation(tally))"
  }

  private var sealLines: [String] {
    guard results.plan.job.steps.contains(.seal) else { return [] }
    return results.seals.filter { $0.cellCount > 0 }.map(sealLine) + emptyWindowLines + dueWindowLines
  }

  /// Windows without usage in one line, since there may be thousands before a ledger's first events.
  private var emptyWindowLines: [String] {
    let empty = results.seals.filter { $0.cellCount == 0 }
    guard let first = empty.first, let last = empty.last else {
      return results.seals.isEmpty ? [whyNothingIsSealed] : []
    }
    let span = empty.count == 1 ? first.window.text : "\(first.window.start.text) to \(last.window.end.text)"
    return ["seal      \(span): \(Phrases.count(empty.count, "window")) without usage"]
  }

  private var whyNothingIsSealed: String {
    if results.dueWindowCount > 0 {
      return
        "seal      nothing: no target told its time, and hours are sealed only by a time that a target confirms"
    }
    guard let window = results.plan.window else {
      return "seal      no window is due: all that are over and settled are sealed"
    }
    return
      "seal      no window is due in \(window.text): it is sealed, has no usage, or is not over and settled yet"
  }

  private var dueWindowLines: [String] {
    let count = results.isDryRun ? results.dueWindowCount - results.seals.count : results.dueWindowCount
    guard count > 0 else { return [] }
    return ["seal      \(Phrases.count(count, "more window")) due: the next run goes on"]
  }

  private func sealLine(_ seal: SealResult) -> String {
    let items = seal.itemCountOfProvider.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    let waiting =
      seal.heldCount + seal.skippedCount == 0
      ? "" : ", \(seal.heldCount) held, \(seal.skippedCount) skipped"
    let uncharged =
      seal.cellCountBeforeBilling == 0
      ? "" : " (\(seal.cellCountBeforeBilling) before billing_starts: no charge)"
    return
      "\(results.isDryRun ? "would seal" : "seal     ") \(seal.window.text): "
      + "\(Phrases.count(seal.cellCount, "cell"))\(uncharged), \(seal.plannedCount) charges planned\(waiting); "
      + "items: \(items.isEmpty ? "none" : items.joined(separator: ", ")), worth \(Phrases.money(seal.money))"
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
    let events = Phrases.count(results.standing.eventCount, "event")
    guard table.isEmpty else { return table.lines }
    let what = results.plan.window == nil ? "nothing sealed yet" : "nothing to send in the window"
    return ["ledger    \(events), \(what)"]
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

  private var whyPartial: String {
    let isOwed =
      !results.standing.charges.isEmpty || results.standing.items.contains { !$0.state.isFinal }
    if isOwed { return "debts are open: see agnitra-billing status" }
    if !results.verifications.allSatisfy(\.isConclusive) {
      return "claims wait for a verdict: see agnitra-billing status"
    }
    guard results.dueWindowCount > 0 else {
      return results.isDryRun ? "bad rows would go into quarantine" : "rows wait in quarantine"
    }
    return results.isDryRun
      ? "windows are due: run it without --dry-run" : "windows are still due: run again"
  }

  private var whyIncomplete: String? {
    guard results.failure == nil else { return nil }
    switch results.exitStatus {
    case .partial: return whyPartial
    case .interrupted: return "stopped as asked, cleanly: the next run goes on"
    case .inputUnreadable: return "a source was not read to its end; what was posted is sealed and sent"
    case .credentialsRefused: return "a provider refused the credentials; the next run sends what is open"
    case .providerUnavailable: return "a provider cannot be reached; the next run sends what is open"
    case .expired: return "usage expired before it was sent: see agnitra-billing explain"
    case .breaks where !results.licenceBreaks.isEmpty: return "more GPUs were seen than are licensed"
    case .breaks: return "a provider or the ledger differs: see agnitra-billing status"
    default: return nil
    }
  }

  private var closing: [String] {
    var lines: [String] = []
    if results.standing.quarantinedCount > 0 {
      lines.append(
        "quarantine  \(Phrases.count(results.standing.quarantinedCount, "row")): see agnitra-billing quarantine list"
      )
    }
    if let resultsPath { lines.append("results   \(resultsPath)") }
    if let whyIncomplete {
      let exit = "exit \(results.exitStatus.code)"
      lines.append(exit + String(repeating: " ", count: 10 - exit.count) + whyIncomplete)
    }
    return lines
  }
}
