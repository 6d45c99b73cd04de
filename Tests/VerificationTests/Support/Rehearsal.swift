import Billing
import Verification

/// One verification on a rehearsed host, from the order to the bytes of its evidence.
struct Rehearsal {
  var key = ClaimKey(projectID: "acme", claim: "llama|h200|fused-attention")
  var claimed = 1.3
  var terms = VerdictTerms()
  var isHighValue = false
  var attempt = 1
  var window = "2026-11-20"
  var nonce = "5b1f"
  var health = HostHealth.healthy
  var metric = ReplayManifest.Metric.wallTime
  var outputCheck = ReplayManifest.OutputCheck.exactBytes(file: "out")
  var tier = "h200"
  var isHealthReplay = false
  /// Replaces what the manifest gives.
  var replay: VerificationOrder.Replay?
  var answer = HardwareGate.Answer.fits(devices: [RehearsedHost.uuid], fingerprint: "1 x NVIDIA H200")

  static let baselineSteps: Int128 = 1_000_000_000_000_000

  var claim: VerificationClaim? {
    VerificationClaim(
      key: key, hardwareTier: tier, savedSteps: Int128((1 - 1 / claimed) * 1e15),
      baselineSteps: Self.baselineSteps)
  }

  var manifest: ReplayManifest {
    ReplayManifest(
      id: "fused", sha256: String(repeating: "cd", count: 32), projectID: nil, claim: key.claim,
      hardwareTier: "h200",
      arguments: [.baseline: ["/opt/replay", "slow"], .optimised: ["/opt/replay", "fast"]],
      files: [ReplayManifest.PinnedFile(path: "/opt/replay", sha256: String(repeating: "ef", count: 32))],
      environment: [:], metric: metric, outputCheck: outputCheck, limits: ReplayLimits())
  }

  var order: VerificationOrder? {
    let subject: VerificationOrder.Subject? =
      isHealthReplay ? .hostHealth(hardwareTier: tier) : claim.map { .claim($0) }
    return subject.map { subject in
      VerificationOrder(
        subject: subject, replay: replay ?? .known(ReplayIdentity(manifest)), terms: terms,
        isHighValue: isHighValue, window: window, attempt: attempt, nonce: nonce, toolVersion: "1.0",
        startedAt: Instant(epochSeconds: 1_795_190_400))
    }
  }

  func perform(
    on host: RehearsedHost, progress: @escaping (VerificationProgress) -> Void = { _ in }
  ) -> VerificationOutcome? {
    order.map { order in
      ClaimVerification.perform(
        order, manifest: replay == nil ? manifest : nil,
        gate: HardwareGate(match: { _, _ in answer }, health: { _ in health }), probe: host, replayer: host,
        clock: host, progress: progress)
    }
  }
}

extension VerificationOutcome {
  var verdict: Verdict? { if case .verdict(let verdict, _, _) = self { verdict } else { nil } }

  var evidence: [UInt8] {
    switch self {
    case .verdict(_, _, let evidence), .hostHealth(_, let evidence): evidence
    case .interrupted: []
    }
  }
}
