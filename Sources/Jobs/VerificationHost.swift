import Billing
import Verification

/// What this host is, asked once a run: which tiers, by which driver.
struct VerificationHost {
  private let verification: VerificationContext
  private let host: HostDevices?

  /// Asks. A host that cannot be probed is of no tier; each claim's own verdict then says why.
  init(_ verification: VerificationContext) {
    self.verification = verification
    do throws(ProbeFailure) {
      host = try verification.probe.devices()
    } catch {
      host = nil
    }
  }

  /// The driver; empty where nothing was probed.
  var driverVersion: String { host?.driverVersion ?? "" }

  /// The fingerprint of the host's devices where they are of that tier.
  func fingerprint(ofTier tier: String) -> String? {
    guard let host, case .fits(_, let fingerprint) = verification.matchTier(host, tier) else { return nil }
    return fingerprint
  }
}
