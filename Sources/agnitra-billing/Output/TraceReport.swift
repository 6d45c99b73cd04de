import Billing
import Jobs

/// A trace for people: each thing on a line of its own, in the order in which one became the next.
struct TraceReport {
  let trace: Trace
  /// What should be known of verdicts beside their reasons, by number.
  let details: [Int64: String]
  let catalog: Catalog

  var lines: [String] {
    eventLines + verdictLines
      + trace.cells.map { line(of: $0.cell, sealID: $0.sealID) }
      + trace.charges.map { Self.line(of: $0.charge, id: $0.id) } + trace.items.flatMap(itemLines)
  }

  private var eventLines: [String] {
    var lines = trace.events.map {
      "event    \($0.usageID)  \($0.hour.text)  from \($0.source), posted \($0.postedAt)"
    }
    let unlisted = trace.eventCount - trace.events.count
    if unlisted > 0 { lines.append("event    ... and \(unlisted) more") }
    return lines
  }

  private var verdictLines: [String] {
    let told = trace.verdictBearings.flatMap {
      VerificationReport.lines(of: $0, detail: details[$0.stored.id] ?? "", isOneCell: trace.cells.count == 1)
    }
    let waiting = trace.unverifiedCells(catalog: catalog)
    guard !waiting.isEmpty else { return told }
    let unsigned = waiting.filter { ClaimKey(of: $0.cell.key) == nil }
    let action =
      unsigned.count == waiting.count
      ? "its events carry no signature that says what to replay; see event_metadata.claim_signature in billing.yaml"
      : HoldReason.unverified.nextAction
    let (names, more) = (waiting.prefix(5).map { "cell-\($0.id)" }, waiting.count - 5)
    let subject = names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    return told + ["verdict  none counts now for \(subject), whose saving waits; what to do: \(action)"]
  }

  private func line(of cell: StoredCell, sealID: Int64?) -> String {
    let key = cell.cell.key
    let sums = Measure.allCases.compactMap { measure -> String? in
      let steps = cell.cell.sums[measure]
      guard steps != 0 else { return nil }
      return "\(measure.rawValue) \(Quantity(steps: steps, unit: measure.unit(currency: key.currency)).text)"
    }
    let isCharged = trace.charges.contains { $0.charge.cellID == cell.id }
    let seal = sealID.map { isCharged ? "seal \($0)" : "seal \($0), without a charge" } ?? "not sealed yet"
    return
      "cell     cell-\(cell.id)  \(key.hour.text)  \(key.projectID)  \(key.hardwareTier)  "
      + "\(Phrases.count(cell.cell.eventCount, "event")): \(sums.joined(separator: ", "))  (\(seal))"
  }

  private static func line(of charge: Charge, id: Int64) -> String {
    let money =
      charge.money.map { "\($0.text) \($0.currency.code) by price \(charge.priceID ?? "-")" } ?? "no price"
    let accepted = charge.verification.map {
      " (verdict-\($0.verdictID) lets \(Quantity(steps: $0.acceptedSteps, unit: charge.quantity.unit).text) be billed)"
    }
    return
      "charge   charge-\(id)  \(charge.meterID) to \(charge.provider): \(charge.quantity.text) "
      + "\(charge.quantity.unit.name)\(accepted ?? ""), \(money)  \(charge.state.word)"
  }

  private func itemLines(_ item: DispatchItem) -> [String] {
    let reason = item.progress.reason.isEmpty ? "" : ": \(item.progress.reason)"
    let head =
      "item     \(item.id)  \(item.bucket.provider)  \(item.bucket.start.text)  revision \(item.revision)  value "
      + "\(item.valueText)  \(item.progress.state)\(reason)"
    let attempts = trace.attempts.filter { $0.itemID == item.id }.map { attempt in
      let end =
        attempt.outcome.map { "\($0.kind.rawValue): \($0.detail)" } ?? "the process ended before the answer"
      return "attempt  \(attempt.number)  \(attempt.startedAt)  \(end)"
    }
    let receipts = trace.receipts.filter { $0.itemID == item.id }.map { entry in
      let names = [entry.receipt.providerRecordID, entry.receipt.requestID].compactMap { $0 }.joined(
        separator: ", ")
      return
        "receipt  \(entry.receipt.kind.rawValue)  \(entry.at)  \(names)  sha256 \(entry.receipt.bodyDigest)"
    }
    return [head] + attempts + receipts
  }
}
