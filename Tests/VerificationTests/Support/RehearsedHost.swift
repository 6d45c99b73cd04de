import Billing
import VerdictSimulation
import Verification

/// A host that plays a workload pair with known speeds: probe, replayer and clock in one, so that time passes while
/// runs run. Every test bends it through its closures.
final class RehearsedHost: DeviceProbe, Replayer, Clock, @unchecked Sendable {
  let simulated: SimulatedHost
  private var noise: SeededNoise
  private var nanoseconds: UInt64 = 5_000_000_000
  /// Runs begun so far.
  private(set) var runCount = 0
  /// Times slept.
  private(set) var sleepCount = 0
  private(set) var probeCount = 0
  private(set) var checkCount = 0
  /// Time-outs asked for, in order.
  private(set) var timeoutsSeconds: [Int64] = []
  /// Changes a run before it is answered; runs are counted from 0.
  var bendRun: (Int, inout ReplayRun) -> Void = { _, _ in }
  /// Changes a sample; the number of the run begun last, -1 before the first.
  var bendSample: (Int, inout DeviceSample) -> Void = { _, _ in }
  /// Fails samples.
  var failSample: (Int) -> ProbeFailure? = { _ in nil }
  /// Answers probes, counted from 0.
  var answerProbe: (Int) -> Result<HostDevices, ProbeFailure> = { _ in .success(RehearsedHost.devices) }
  /// Refuses the manifest at checks, counted from 0.
  var refuse: (Int) -> ReplayRefusal? = { _ in nil }
  /// Asks to stop after so many runs.
  var stopAfterRunCount = Int.max

  static let uuid = DeviceUUID(normalising: "GPU-8f6a1c52-0000-0000-0000-000000000001")

  static var devices: HostDevices {
    var device = GPUDevice(uuid: uuid, name: "NVIDIA H200")
    device.architecture = "Hopper"
    device.computeCapability = GPUDevice.ComputeCapability(major: 9, minor: 0)
    device.memoryBytes = 150_754_820_096
    device.pciDeviceID = 0x2335_10DE
    device.powerLimitMilliwatts = 700_000
    device.isECCEnabled = true
    device.isMIGEnabled = false
    return HostDevices(
      origin: .nvml, driverVersion: "580.159.03", libraryVersion: "13.580.159.03", cudaVersion: 13_000,
      devices: [device], notes: ["a note"])
  }

  init(
    speedUp: Double = 1.3, standardDeviation: Double = 0.002, noise: NoiseKind = .independent,
    seed: UInt64 = 1
  ) {
    simulated = SimulatedHost(noise: noise, standardDeviation: standardDeviation, speedUp: speedUp)
    self.noise = SeededNoise(seed: seed)
  }

  func devices() throws(ProbeFailure) -> HostDevices {
    probeCount += 1
    return try answerProbe(probeCount - 1).get()
  }

  func samples(of devices: [DeviceUUID]) throws(ProbeFailure) -> [DeviceSample] {
    if let failure = failSample(runCount - 1) { throw failure }
    return devices.map { uuid in
      var sample = DeviceSample(uuid: uuid, atNanoseconds: nanoseconds)
      sample.smClockMegahertz = 1_980
      sample.temperatureCelsius = 60
      sample.powerLimitMilliwatts = 700_000
      sample.computeProcessCount = 0
      sample.utilisationPercent = 0
      sample.clockReasons = 0x4
      sample.energyMillijoules = Int64(nanoseconds / 1_000_000)
      sample.heldNanoseconds.powerCap = Int64(nanoseconds / 10)
      bendSample(runCount - 1, &sample)
      return sample
    }
  }

  func check(_ manifest: ReplayManifest) throws(ReplayRefusal) {
    checkCount += 1
    if let refusal = refuse(checkCount - 1) { throw refusal }
  }

  func run(
    _ arm: ReplayManifest.Arm, of manifest: ReplayManifest, timeoutSeconds: Int64,
    samplingMilliseconds: Int64, sample: () -> Void
  ) -> ReplayRun {
    runCount += 1
    timeoutsSeconds.append(timeoutSeconds)
    let wall = simulated.wallNanoseconds(arms: [arm], &noise)[0]
    var run = ReplayRun(
      arm: arm, ending: .exited(status: 0), wallNanoseconds: wall, bootNanoseconds: wall + 1_000)
    run.outputSHA256 = String(repeating: "ab", count: 32)
    run.isolation = [.limits, .noNewPrivileges]
    run.outputTail = "done"
    bendRun(runCount - 1, &run)
    sample()
    nanoseconds += UInt64(clamping: run.wallNanoseconds / 2)
    sample()
    nanoseconds += UInt64(clamping: run.wallNanoseconds - run.wallNanoseconds / 2)
    sample()
    return run
  }

  func now() -> Instant { Instant(epochSeconds: 1_795_190_400 + Int64(nanoseconds / 1_000_000_000)) }
  func monotonicNanoseconds() -> UInt64 { nanoseconds }
  func isStopRequested() -> Bool { runCount >= stopAfterRunCount }
  func sleep(milliseconds: Int64) -> Bool {
    sleepCount += 1
    nanoseconds += UInt64(milliseconds) * 1_000_000
    return true
  }
}
