import Billing
import Hashing

/// What was billed by verdicts is what they support, computed again from the cells; and their evidence is untouched.
struct VerdictAudit {
  let connection: Connection

  /// Without `events` the evidence is not read.
  func equations(events: Bool) throws(StoreError) -> [LedgerAudit.Equation] {
    let verdicts = Dictionary(try connection.verdicts().map { ($0.id, $0.verdict) }) { first, _ in first }
    return [try charges(verdicts)] + (events ? [try evidence(verdicts)] : [])
  }

  private func charges(_ verdicts: [Int64: Verdict]) throws(StoreError) -> LedgerAudit.Equation {
    let charges = try connection.charges("h.verdict IS NOT NULL").map(\.charge)
    var rightCount = 0
    for charge in charges {
      guard let verification = charge.verification, let verdict = verdicts[verification.verdictID] else {
        continue
      }
      let cell = try connection.storedCell(charge.cellID).cell
      if verdict.supports(verification.acceptedSteps, of: charge.quantity, in: cell.sums) { rightCount += 1 }
    }
    return .init(
      "charges that bill what their verdict supports = charges with a verdict", rightCount, charges.count)
  }

  private func evidence(_ verdicts: [Int64: Verdict]) throws(StoreError) -> LedgerAudit.Equation {
    let rows = try connection.rows("SELECT verdict, byte_count, bytes FROM verdict_evidence")
    var rightCount = 0
    while try rows.next() {
      let bytes = RawFrame.decompress(rows.blob(2), byteCount: rows.count(1))
      let digest = bytes.map { Digest256(of: $0).hex }
      if digest != nil, digest == verdicts[rows.integer(0)]?.evidenceSHA256 { rightCount += 1 }
    }
    return .init("verdicts whose evidence has its digest = verdicts", rightCount, verdicts.count)
  }
}
