import Billing

/// A verdict, its evidence, and the last seal when it was recorded.
struct VerdictRow: Sendable {
  let verdict: Verdict
  let evidence: [UInt8]
  let sealCount: Int
}

extension LedgerState {
  var verdicts: [StoredVerdict] {
    verdictRows.enumerated().map { StoredVerdict(id: Int64($0.offset + 1), verdict: $0.element.verdict) }
  }

  var hasVerdictSinceSeal: Bool { verdictRows.contains { $0.sealCount >= sealRows.count } }

  mutating func record(_ verdict: Verdict, evidence: [UInt8], runID: Int64) throws(StoreError) -> Int64 {
    try requireRun(runID)
    try checkEvidence(evidence, verdict.evidenceSHA256)
    verdictRows.append(VerdictRow(verdict: verdict, evidence: evidence, sealCount: sealRows.count))
    return Int64(verdictRows.count)
  }

  mutating func record(_ health: HostHealthRecord, evidence: [UInt8], runID: Int64) throws(StoreError) {
    try requireRun(runID)
    try checkEvidence(evidence, health.evidenceSHA256)
    healthRows.append(health)
  }

  private func checkEvidence(_ evidence: [UInt8], _ sha256: String) throws(StoreError) {
    try Rules.require(Rules.isDigest(sha256), "a digest of evidence is none")
    guard let digest = byteReading.digest else { return }
    try Rules.require(digest(evidence) == sha256, "the evidence is not what was decided by")
  }

  /// Nothing is billed by a verdict of another claim, or by one that decides nothing.
  func checkVerdict(of charge: Charge) throws(StoreError) {
    guard let verification = charge.verification else { return }
    let verdict = verdictRows.row(verification.verdictID)?.verdict
    let key = cellRows.row(charge.cellID)?.cell.key
    try Rules.require(
      verdict?.outcome.isConclusive == true && key != nil
        && verdict?.claim == key.flatMap(ClaimKey.init(of:)) && verdict?.hardwareTier == key?.hardwareTier,
      "the verdict of a charge is conclusive and of its claim and tier")
  }

  /// What was billed by verdicts is what they support, computed again from the cells.
  func addVerdicts(to equations: inout [LedgerAudit.Equation], events: Bool) {
    var (rightCount, count) = (0, 0)
    for index in chargeRows.indices where chargeRows[index].charge.verification != nil {
      count += 1
      if isSupported(chargeRows[index].charge) { rightCount += 1 }
    }
    equations.append(
      .init(
        "charges that bill what their verdict supports = charges with a verdict", rightCount, count))
    guard events else { return }
    let untouched = verdictRows.count { row in
      byteReading.digest.map { $0(row.evidence) == row.verdict.evidenceSHA256 } ?? true
    }
    equations.append(
      .init("verdicts whose evidence has its digest = verdicts", untouched, verdictRows.count))
  }

  private func isSupported(_ charge: Charge) -> Bool {
    guard let verification = charge.verification,
      let verdict = verdictRows.row(verification.verdictID)?.verdict,
      let cell = cellRows.row(charge.cellID)?.cell
    else { return false }
    return verdict.supports(verification.acceptedSteps, of: charge.quantity, in: cell.sums)
  }
}
