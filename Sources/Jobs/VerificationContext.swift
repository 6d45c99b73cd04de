package import Billing
package import Verification

/// What a run verifies claims with, wired by the executable.
package struct VerificationContext {
  /// Replays of the signed allow-list.
  package let manifests: [ReplayManifest]
  /// Why manifests of the folder are not on it, each a sentence.
  package let refusals: [ReplayRefusal]
  /// Those of them that say which claim they are for.
  package var refusedReplays: [RefusedReplay] = []
  /// Asks this host's driver.
  package let probe: any DeviceProbe
  /// Runs the replays.
  package let replayer: any Replayer
  /// Matches a host's devices with a tier: the devices, and the fingerprint of the host, or what differs.
  package let matchTier: (HostDevices, String) -> HardwareGate.Answer
  /// How much is verified, and by which terms.
  package let rules: VerificationRules
  /// The version of this program, for evidence.
  package let toolVersion: String
  /// A text that no other verification has.
  package let nonce: () -> String

  /// A context of the parts given.
  package init(
    manifests: [ReplayManifest], refusals: [ReplayRefusal], probe: any DeviceProbe, replayer: any Replayer,
    matchTier: @escaping (HostDevices, String) -> HardwareGate.Answer, rules: VerificationRules,
    toolVersion: String,
    nonce: @escaping () -> String
  ) {
    self.manifests = manifests
    self.refusals = refusals
    self.probe = probe
    self.replayer = replayer
    self.matchTier = matchTier
    self.rules = rules
    self.toolVersion = toolVersion
    self.nonce = nonce
  }

  /// What is to be run for a claim, or why nothing is: its manifest is refused, or there is none.
  func replay(of claim: OpenClaimKey) -> VerificationOrder.Replay {
    if let manifest = manifest(for: claim) { return .known(ReplayIdentity(manifest)) }
    let fitting = refusedReplays.filter {
      $0.claim == claim.key.claim && $0.hardwareTier == claim.hardwareTier
        && ($0.projectID == nil || $0.projectID == claim.key.projectID)
    }
    let own = fitting.first { $0.projectID != nil } ?? fitting.first
    return own.map { .refused(detail: $0.detail) } ?? .missing
  }

  /// The replay of a claim: one for its project before one for every project, then by name.
  func manifest(for claim: OpenClaimKey) -> ReplayManifest? {
    let fitting = manifests.filter {
      $0.claim == claim.key.claim && $0.hardwareTier == claim.hardwareTier
        && ($0.projectID == nil || $0.projectID == claim.key.projectID)
    }
    return fitting.min { left, right in
      (left.projectID == nil ? 1 : 0, left.id) < (right.projectID == nil ? 1 : 0, right.id)
    }
  }
}

/// A claim on a tier.
struct OpenClaimKey: Hashable {
  let key: ClaimKey
  let hardwareTier: String
}
