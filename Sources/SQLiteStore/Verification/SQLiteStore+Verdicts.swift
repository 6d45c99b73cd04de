package import Billing
import Hashing

extension SQLiteStore {
  package func record(
    _ verdict: Verdict, evidence: [UInt8], runID: Int64
  ) throws(StoreError) -> Int64 {
    let frame = try Self.frame(of: evidence, sha256: verdict.evidenceSHA256)
    return try write { connection throws(StoreError) in
      let verdictID = try connection.insert(verdict, runID: runID)
      try connection.run(
        "INSERT INTO verdict_evidence VALUES (?, ?, ?)", verdictID, evidence.count, frame)
      return verdictID
    }
  }

  private static func frame(of evidence: [UInt8], sha256: String) throws(StoreError) -> [UInt8] {
    guard Digest256(of: evidence).hex == sha256 else {
      throw .ruleBroken(detail: "the evidence is not what was decided by")
    }
    guard let frame = RawFrame.compress(evidence) else {
      throw .ruleBroken(detail: "the evidence cannot be compressed")
    }
    return frame
  }

  package func record(
    _ health: HostHealthRecord, evidence: [UInt8], runID: Int64
  ) throws(StoreError) {
    let frame = try Self.frame(of: evidence, sha256: health.evidenceSHA256)
    try write { connection throws(StoreError) in
      try connection.run(
        """
        INSERT INTO host_health (tier, fingerprint, outcome, ended_at, evidence_digest, evidence_byte_count, evidence,
          run) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """, connection.term(health.hardwareTier), health.hardwareFingerprint, health.outcome.rawValue,
        health.endedAt, health.evidenceSHA256, evidence.count, frame, runID)
    }
  }

  package func hostHealth() throws(StoreError) -> [HostHealthRecord] {
    try read { connection throws(StoreError) in
      let rows = try connection.rows(
        "SELECT tier, fingerprint, outcome, ended_at, evidence_digest FROM host_health ORDER BY id")
      var records: [HostHealthRecord] = []
      while try rows.next() {
        records.append(
          HostHealthRecord(
            hardwareTier: try connection.text(rows.integer(0)), hardwareFingerprint: rows.text(1),
            outcome: try rows.word(2, HostHealthRecord.Outcome.self), endedAt: rows.instant(3),
            evidenceSHA256: rows.text(4)))
      }
      return records
    }
  }

  package func verdicts() throws(StoreError) -> [StoredVerdict] {
    try read { connection throws(StoreError) in try connection.verdicts() }
  }

  package func hasVerdictSinceSeal() throws(StoreError) -> Bool {
    try read { connection throws(StoreError) in
      let last = try connection.integer("SELECT max(id) FROM seal") ?? 0
      return try connection.integer("SELECT 1 FROM verdict WHERE seal_high >= ? LIMIT 1", last) != nil
    }
  }

  package func evidence(ofVerdict id: Int64) throws(StoreError) -> [UInt8]? {
    try read { connection throws(StoreError) in
      let rows = try connection.rows(
        "SELECT byte_count, bytes FROM verdict_evidence WHERE verdict = ?", id)
      guard try rows.next() else { return nil }
      guard let bytes = RawFrame.decompress(rows.blob(1), byteCount: rows.count(0)) else {
        throw connection.damaged("the evidence of verdict \(id) cannot be read")
      }
      return bytes
    }
  }
}

extension Connection {
  fileprivate func insert(_ verdict: Verdict, runID: Int64) throws(StoreError) -> Int64 {
    let (terms, lastSeal) = (verdict.terms, try integer("SELECT max(id) FROM seal") ?? 0)
    try run(
      """
      INSERT INTO verdict (project, claim, outcome, reason, claimed, lower_bound, estimate, uplift_min, tolerance,
        policy, validity_seconds, tier, driver, fingerprint, decided_at, attempt, evidence_digest, seal_high, run)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, term(verdict.claim.projectID), term(verdict.claim.claim), verdict.outcome.rawValue,
      verdict.reason.rawValue, verdict.claimed.partsPerMillion, verdict.lowerBound?.partsPerMillion,
      verdict.estimate?.partsPerMillion, terms.upliftMinPartsPerMillion, terms.tolerancePartsPerMillion,
      terms.policy.rawValue, terms.validitySeconds, term(verdict.hardwareTier), term(verdict.driverVersion),
      verdict.hardwareFingerprint, verdict.decidedAt, verdict.attempt, verdict.evidenceSHA256, lastSeal, runID
    )
    return lastInsertedID
  }

  /// Every verdict, oldest first.
  func verdicts() throws(StoreError) -> [StoredVerdict] {
    let rows = try rows(
      """
      SELECT id, project, claim, outcome, reason, claimed, lower_bound, estimate, uplift_min, tolerance, policy,
        validity_seconds, tier, driver, fingerprint, decided_at, attempt, evidence_digest FROM verdict ORDER BY id
      """)
    var verdicts: [StoredVerdict] = []
    while try rows.next() { verdicts.append(StoredVerdict(id: rows.integer(0), verdict: try verdict(rows))) }
    return verdicts
  }

  private func verdict(_ rows: PreparedStatement) throws(StoreError) -> Verdict {
    let terms = VerdictTerms(
      upliftMinPartsPerMillion: rows.integer(8), tolerancePartsPerMillion: rows.integer(9),
      policy: try rows.word(10, VerdictTerms.Policy.self), validitySeconds: rows.integer(11))
    return Verdict(
      claim: ClaimKey(projectID: try text(rows.integer(1)), claim: try text(rows.integer(2))),
      outcome: try rows.word(3, Verdict.Outcome.self), reason: try rows.word(4, VerdictReason.self),
      claimed: SpeedUp(partsPerMillion: rows.integer(5)),
      lowerBound: rows.integerIfAny(6).map(SpeedUp.init(partsPerMillion:)),
      estimate: rows.integerIfAny(7).map(SpeedUp.init(partsPerMillion:)), terms: terms,
      hardwareTier: try text(rows.integer(12)), driverVersion: try text(rows.integer(13)),
      hardwareFingerprint: rows.text(14), decidedAt: rows.instant(15), attempt: rows.count(16),
      evidenceSHA256: rows.text(17))
  }
}
