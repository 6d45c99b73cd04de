package import Billing

/// What the protocol wants next from whoever drives it.
package enum VerificationAction: Hashable, Sendable {
  /// Check that the replay's files are what was signed.
  case checkManifest
  /// Ask the host for its devices and match them with the tier.
  case probeHardware
  /// Look at the devices once, with nothing of ours running.
  case observeIdle
  /// Wait.
  case wait(milliseconds: Int64)
  /// Run a workload once.
  case run(RunOrder)
  /// Nothing more: this is what it came to.
  case conclude(Conclusion)
}

/// One run that the protocol asks for.
package struct RunOrder: Hashable, Sendable {
  /// What a run is for.
  package enum Purpose: Hashable, Sendable {
    /// To compare outputs.
    case gate
    /// To let caches, clocks and temperature settle; not timed.
    case warmUp
    /// To be timed: the block, from 0 on, and the place in it, 0 to 3.
    case timed(block: Int, position: Int)
  }
  /// The side of the comparison it counts for.
  package let side: ReplayManifest.Arm
  /// The workload that is run: the side's own, or the baseline for both when a host's health is measured.
  package let arm: ReplayManifest.Arm
  /// What it is for.
  package let purpose: Purpose
  /// When to stop it.
  package let timeoutSeconds: Int64
}
