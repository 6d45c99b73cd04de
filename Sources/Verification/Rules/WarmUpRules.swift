import Billing

/// How long to warm up. Each arm is run untimed at least twice and at most five times, until the clocks of its last two
/// runs are within 2 % and the temperatures after them within 2 degrees. What a device does not tell does not hold
/// anything up.
enum WarmUpRules {
  /// Whether to begin with the blocks, by the untimed runs so far in their order; sides alternate.
  static func isSettled(_ records: [RunRecord]) -> Bool {
    let runCount = records.count >> 1
    guard records.count & 1 == 0, runCount >= VerificationLimits.warmUpRunCountMin else { return false }
    if runCount >= VerificationLimits.warmUpRunCountMax { return true }
    let last = records.suffix(4).map(\.observation)
    return isSettled(last[0], last[2]) && isSettled(last[1], last[3])
  }

  private static func isSettled(_ earlier: HostObservation, _ later: HostObservation) -> Bool {
    let before = Dictionary(earlier.devices.map { ($0.uuid, $0) }) { first, _ in first }
    return later.devices.allSatisfy { device in
      guard let previous = before[device.uuid] else { return true }
      return isClockSettled(previous, device) && isTemperatureSettled(previous, device)
    }
  }

  private static func isClockSettled(_ earlier: DeviceObservation, _ later: DeviceObservation) -> Bool {
    guard let first = earlier.smClockMegahertzMax, let second = later.smClockMegahertzMax else { return true }
    let distance = Int128(abs(first - second)) * 1_000_000
    return distance <= Int128(max(first, second)) * Int128(VerificationLimits.warmUpClockPartsPerMillionMax)
  }

  private static func isTemperatureSettled(_ earlier: DeviceObservation, _ later: DeviceObservation) -> Bool {
    guard let first = earlier.temperatureCelsiusAfter, let second = later.temperatureCelsiusAfter else {
      return true
    }
    return abs(first - second) <= VerificationLimits.warmUpTemperatureCelsiusMax
  }
}
