import Billing

/// Which blocks count, and what they say.
enum BlockRules {
  /// What faults are judged against.
  struct Baseline {
    let hardware: FittingHardware
    /// The most processes seen computing in untimed runs of each workload; at least 1.
    let processCountMax: [ReplayManifest.Arm: Int]
  }

  /// The faults of a block of runs, each named once, in the order of their weight.
  static func faults(of records: [RunRecord], against baseline: Baseline) -> [BlockFault] {
    let found = Set(records.flatMap { faults(of: $0, against: baseline) })
    return BlockFault.allCases.filter(found.contains)
  }

  private static func faults(of record: RunRecord, against baseline: Baseline) -> [BlockFault] {
    var faults: [BlockFault] = []
    let run = record.run
    if run.bootNanoseconds - run.wallNanoseconds > VerificationLimits.suspensionNanosecondsMax {
      faults.append(.hostSuspended)
    }
    let seen = record.observation.devices.map(\.uuid)
    if record.observation.failure != nil || seen != baseline.hardware.devices { faults.append(.unobserved) }
    for device in record.observation.devices {
      if isHeld(device, wallNanoseconds: run.wallNanoseconds) { faults.append(.heldByHeat) }
      if let reasons = device.clockReasons, reasons & ClockReason.hardwareSlowdown != 0 {
        faults.append(.hardwareSlowdown)
      }
      let processCountMax = baseline.processCountMax[run.arm] ?? 1
      if device.processCountBefore ?? 0 > 0 || device.processCountMax ?? 0 > processCountMax {
        faults.append(.foreignProcess)
      }
      if device.eccUncorrectedCount ?? 0 > 0 { faults.append(.memoryError) }
      if isPowerLimitChanged(device, since: baseline.hardware.host) { faults.append(.powerLimitChanged) }
    }
    return faults
  }

  /// NVML's bits for what holds clocks down. The power cap is none of them: it is how healthy devices run under load.
  private enum ClockReason {
    static let hardwareSlowdown: UInt64 = 0x8
    static let heat: UInt64 = 0x20 | 0x40 | 0x80
  }

  /// By the counters where the device has any, else by the bits that were seen.
  private static func isHeld(_ device: DeviceObservation, wallNanoseconds: Int64) -> Bool {
    let counters = [device.held.softwareThermal, device.held.hardwareThermal, device.held.powerBrake]
    let told = counters.compactMap { $0 }
    if told.isEmpty { return (device.clockReasons ?? 0) & ClockReason.heat != 0 }
    let held = told.reduce(Int128(0)) { $0 + Int128($1) }
    return held * 1_000_000 > Int128(wallNanoseconds) * Int128(VerificationLimits.heldPartsPerMillionMax)
  }

  private static func isPowerLimitChanged(_ device: DeviceObservation, since host: HostDevices) -> Bool {
    let atStart = host.devices.first { $0.uuid == device.uuid }?.powerLimitMilliwatts
    let told = [device.powerLimitMilliwattsMin, device.powerLimitMilliwattsMax, atStart].compactMap { $0 }
    return Set(told).count > 1
  }

  /// The mean logarithm of the baseline's two runs less that of the optimised two, half to even; `nil` when a run was
  /// not measured.
  static func logRatioTrillionths(
    of records: [RunRecord], sides: [ReplayManifest.Arm], metric: ReplayManifest.Metric
  ) -> Int64? {
    var doubled: Int128 = 0
    for (record, side) in zip(records, sides) {
      guard let logarithm = RunMeasure.logarithmTrillionths(of: record.run, metric: metric) else {
        return nil
      }
      doubled += side == .baseline ? Int128(logarithm) : -Int128(logarithm)
    }
    return Int64(Rounding.halfToEven.quotient(doubled, by: 2))
  }

  /// What too many spoilt blocks end a verification with: the reason that spoilt most of them. `nil` while they are
  /// few: fewer than three, or not more than a quarter of all.
  static func reasonToGiveUp(after blocks: [BlockRecord]) -> VerdictReason? {
    let spoilt = blocks.filter { !$0.isValid }
    guard spoilt.count >= VerificationLimits.spoiltBlockCountMin,
      spoilt.count * 100 > blocks.count * VerificationLimits.spoiltBlockPercentMax
    else { return nil }
    let reasons = spoilt.map { Set($0.faults.map(\.reason)) }
    let ranked = [VerdictReason.throttled, .contended, .hostChanged].map { reason in
      (reason: reason, count: reasons.filter { $0.contains(reason) }.count)
    }
    return ranked.reduce(ranked[0]) { $1.count > $0.count ? $1 : $0 }.reason
  }
}
