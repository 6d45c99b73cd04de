/// Why a verdict is what it is. The raw value is what stores and reports hold.
package enum VerdictReason: String, CaseIterable, Hashable, Sendable {
  /// The lower bound reaches the claim.
  case claimSupported = "claim_supported"
  /// An uplift, but less than claimed.
  case claimExceedsMeasurement = "claim_exceeds_measurement"
  /// The uplift is below the least that is billed.
  case noUplift = "no_uplift"
  /// The optimised workload answers something else than the baseline.
  case outputMismatch = "output_mismatch"
  /// The optimised workload fails.
  case optimisedFailed = "optimised_failed"
  /// The baseline fails.
  case baselineFailed = "baseline_failed"
  /// The last look left it open.
  case boundsTooWide = "bounds_too_wide"
  /// Time was up before the last look.
  case timeIsUp = "time_is_up"
  /// Too many blocks were spoilt by heat, power or clocks.
  case throttled
  /// Too many blocks were spoilt by others on the device.
  case contended
  /// The host changed under the replay: driver, limits, a suspension.
  case hostChanged = "host_changed"
  /// The device fell off the bus or wants a reset.
  case deviceLost = "device_lost"
  /// The host does not measure the same workload as equally fast as itself.
  case hostNoise = "host_noise"
  /// Runs are too short to be timed.
  case runsTooShort = "runs_too_short"
  /// The replay did what it must not: it was stopped.
  case replayStopped = "replay_stopped"
  /// The replay's command could not be started here.
  case replayNotStarted = "replay_not_started"
  /// No device, or no driver.
  case noHardware = "no_hardware"
  /// Devices, but not of the claim's tier.
  case hardwareMismatch = "hardware_mismatch"
  /// Nobody says how to replay the claim.
  case manifestMissing = "manifest_missing"
  /// There is a manifest, and it, a file it names or its list is not as it was signed.
  case manifestRefused = "manifest_refused"

  /// What it means, for a customer and for who runs this.
  package var sentence: String {
    switch self {
    case .claimSupported: "the measured lower bound supports the claim"
    case .claimExceedsMeasurement: "less was measured than is claimed: the lower bound is billed"
    case .noUplift: "no uplift worth billing was measured"
    case .outputMismatch: "the optimised workload does not answer the same as the baseline"
    case .optimisedFailed: "the optimised workload failed"
    case .baselineFailed: "the baseline workload failed: mend its replay"
    case .boundsTooWide: "the measurement is too noisy to decide: lengthen the runs"
    case .timeIsUp: "time was up before enough was measured: shorten the runs or raise the time"
    case .throttled: "the device was throttled by heat or power: cool it, and try again"
    case .contended: "others used the device: keep it free, and try again"
    case .hostChanged: "the host changed while it was measured: try again"
    case .deviceLost: "the device was lost: reset it, and try again"
    case .hostNoise:
      "nothing vouches for this host: it timed equal workloads as different, or was not measured"
    case .runsTooShort: "runs are too short to be timed: raise the inner iterations of the replay"
    case .replayStopped: "the replay broke its limits and was stopped"
    case .replayNotStarted: "the replay's command could not be started on this host"
    case .noHardware: "no device or driver was found here: verify on a host of the claim's tier"
    case .hardwareMismatch: "the devices here are not of the claim's tier: verify on a host that has it"
    case .manifestMissing: "no replay is known for the claim: add and sign its manifest"
    case .manifestRefused:
      "the claim's replay is not as it was signed, or not signed: replays check says what to do"
    }
  }
}
