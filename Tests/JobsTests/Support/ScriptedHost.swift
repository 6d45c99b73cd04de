import Billing
import Jobs
import Verification

/// A host whose workloads take exactly as long as a test says: probe and replayer in one.
final class ScriptedHost: DeviceProbe, Replayer {
  private let clock: ManualClock
  /// How often as fast the optimised workload is, in percent.
  var speedUpPercent: Int64 = 200
  /// What both arms, or the optimised one, answer.
  var optimisedOutput = "ab"
  var failure: ProbeFailure?
  var driver = "580.159.03"
  var tierOfHost = "h100"
  private(set) var runCount = 0

  static let uuid = DeviceUUID(normalising: "GPU-1")

  init(clock: ManualClock) { self.clock = clock }

  func devices() throws(ProbeFailure) -> HostDevices {
    if let failure { throw failure }
    return HostDevices(
      origin: .nvml, driverVersion: driver, devices: [GPUDevice(uuid: Self.uuid, name: "NVIDIA H100")])
  }

  func samples(of devices: [DeviceUUID]) throws(ProbeFailure) -> [DeviceSample] {
    if let failure { throw failure }
    return devices.map { DeviceSample(uuid: $0, atNanoseconds: clock.monotonicNanoseconds()) }
  }

  func check(_ manifest: ReplayManifest) throws(ReplayRefusal) {}

  func run(
    _ arm: ReplayManifest.Arm, of manifest: ReplayManifest, timeoutSeconds: Int64,
    samplingMilliseconds: Int64,
    sample: () -> Void
  ) -> ReplayRun {
    runCount += 1
    sample()
    clock.pass(seconds: 1)
    sample()
    // A health replay runs the baseline as both arms, which is told by the arguments alone; here by the arm.
    let nanoseconds: Int64 = arm == .baseline ? 2_000_000_000 : 200_000_000_000 / speedUpPercent
    var run = ReplayRun(
      arm: arm, ending: .exited(status: 0), wallNanoseconds: nanoseconds, bootNanoseconds: nanoseconds)
    run.outputSHA256 = String(repeating: arm == .baseline ? "ab" : optimisedOutput, count: 32)
    run.isolation = [.limits, .noNewPrivileges]
    return run
  }

  /// A context with one replay for the claim `m|h100|sig` of every project.
  func context(manifests: [ReplayManifest]? = nil, _ change: (inout VerificationRules) -> Void = { _ in })
    -> VerificationContext
  {
    var rules = VerificationRules()
    rules.healthValiditySeconds = 0
    change(&rules)
    var drawn = 0
    return VerificationContext(
      manifests: manifests ?? [Self.manifest()], refusals: [], probe: self, replayer: self,
      matchTier: { [tierOfHost] _, tier in
        tier == tierOfHost
          ? .fits(devices: [Self.uuid], fingerprint: "1 x NVIDIA H100") : .mismatch(detail: "no \(tier) here")
      }, rules: rules, toolVersion: "test",
      nonce: {
        drawn += 1
        return "nonce-\(drawn)"
      })
  }

  static func manifest(projectID: String? = nil, id: String = "replay") -> ReplayManifest {
    ReplayManifest(
      id: id, sha256: String(repeating: "cd", count: 32), projectID: projectID, claim: "m|h100|sig",
      hardwareTier: "h100",
      arguments: [.baseline: ["/opt/replay", "slow"], .optimised: ["/opt/replay", "fast"]],
      files: [.init(path: "/opt/replay", sha256: String(repeating: "ef", count: 32))], environment: [:],
      metric: .wallTime, outputCheck: .exactBytes(file: "out"), limits: ReplayLimits())
  }
}
