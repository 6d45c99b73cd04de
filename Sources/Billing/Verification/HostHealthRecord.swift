/// What a replay of a workload against itself said of a host: whether it times equal workloads as equal.
package struct HostHealthRecord: Hashable, Sendable {
  /// What it came to. The raw value is what stores hold.
  package enum Outcome: String, CaseIterable, Hashable, Sendable {
    /// As fast as itself, within the limit.
    case healthy
    /// Not.
    case noisy
    /// It could not be measured.
    case unmeasured
  }

  /// The tier it was measured for.
  package let hardwareTier: String
  /// The devices, as verdicts name them.
  package let hardwareFingerprint: String
  /// What it came to.
  package let outcome: Outcome
  /// When it ended.
  package let endedAt: Instant
  /// SHA-256 of the evidence, in hexadecimal.
  package let evidenceSHA256: String

  /// A record of the parts given.
  package init(
    hardwareTier: String, hardwareFingerprint: String, outcome: Outcome, endedAt: Instant,
    evidenceSHA256: String
  ) {
    self.hardwareTier = hardwareTier
    self.hardwareFingerprint = hardwareFingerprint
    self.outcome = outcome
    self.endedAt = endedAt
    self.evidenceSHA256 = evidenceSHA256
  }
}
