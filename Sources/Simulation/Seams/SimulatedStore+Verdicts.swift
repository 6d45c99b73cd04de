import Billing

/// No claim is verified in the simulated worlds: their projects bill savings as claimed.
extension SimulatedStore {
  func verdicts() throws(StoreError) -> [StoredVerdict] { [] }

  func hasVerdictSinceSeal() throws(StoreError) -> Bool { false }

  func evidence(ofVerdict id: Int64) throws(StoreError) -> [UInt8]? { nil }

  func hostHealth() throws(StoreError) -> [HostHealthRecord] { [] }

  func record(_ health: HostHealthRecord, evidence: [UInt8], runID: Int64) throws(StoreError) {
    preconditionFailure("no simulated job verifies")
  }

  func record(_ verdict: Verdict, evidence: [UInt8], runID: Int64) throws(StoreError) -> Int64 {
    preconditionFailure("no simulated job verifies")
  }
}
