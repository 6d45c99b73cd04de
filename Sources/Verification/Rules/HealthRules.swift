package import Billing

/// When a host is trusted. A workload is replayed against itself by the strict schedule; the chance that a sound host
/// is called noisy is at most 1.86 %.
package enum HealthRules {
  /// What a look at a workload against itself says; `nil` for: look again later.
  static func decide(_ look: Look, isLast: Bool) -> HostHealth? {
    guard look.lowerTrillionths <= 0, look.upperTrillionths >= 0 else { return .noisy }
    if look.isNarrow(halfWidthTrillionths: VerificationLimits.healthHalfWidthTrillionths) { return .healthy }
    return isLast ? .noisy : nil
  }

  /// One health replay of the past.
  package struct Replay: Hashable, Sendable {
    /// What it came to: healthy, noisy or unmeasured.
    package let result: Conclusion.Result
    /// The devices it was made on.
    package let hardwareFingerprint: String
    /// When it ended.
    package let endedAt: Instant

    /// A replay of the parts given.
    package init(result: Conclusion.Result, hardwareFingerprint: String, endedAt: Instant) {
      self.result = result
      self.hardwareFingerprint = hardwareFingerprint
      self.endedAt = endedAt
    }
  }

  /// The standing of a host's devices: what the latest replay on them that measured anything found.
  package static func standing(of replays: [Replay], hardwareFingerprint: String) -> HostHealth {
    let measured = replays.filter { replay in
      replay.hardwareFingerprint == hardwareFingerprint
        && (replay.result == .healthy || replay.result == .noisy)
    }
    guard let latest = measured.max(by: { $0.endedAt < $1.endedAt }) else { return .unknown }
    return latest.result == .healthy ? .healthy : .noisy
  }
}
