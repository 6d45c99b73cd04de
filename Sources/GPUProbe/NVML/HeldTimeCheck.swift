import Billing

/// Trusts counters of time only as long as they behave like ones: between two looks none runs back, and none runs
/// ahead of the clock. One that did is not told any more, for that device, since it is another field or a broken one.
struct HeldTimeCheck {
  typealias Counter = WritableKeyPath<DeviceSample.HeldNanoseconds, Int64?>

  private static var counters: [Counter] {
    [\.powerCap, \.softwareThermal, \.hardwareThermal, \.powerBrake]
  }

  private var previous: [DeviceUUID: DeviceSample] = [:]
  private var distrusted: [DeviceUUID: Set<Int>] = [:]

  /// The sample without the counters that cannot be believed.
  mutating func checked(_ sample: DeviceSample) -> DeviceSample {
    var result = sample
    for (index, counter) in Self.counters.enumerated() {
      if let before = previous[sample.uuid], !Self.isPlausible(counter, from: before, to: sample) {
        distrusted[sample.uuid, default: []].insert(index)
      }
      if distrusted[sample.uuid]?.contains(index) == true { result.heldNanoseconds[keyPath: counter] = nil }
    }
    previous[sample.uuid] = sample
    return result
  }

  private static func isPlausible(
    _ counter: Counter, from before: DeviceSample, to after: DeviceSample
  ) -> Bool {
    guard let end = after.heldNanoseconds[keyPath: counter] else { return true }
    guard let start = before.heldNanoseconds[keyPath: counter] else { return end >= 0 }
    guard start >= 0, end >= start, after.atNanoseconds >= before.atNanoseconds else { return false }
    let elapsed = Int64(clamping: after.atNanoseconds - before.atNanoseconds)
    return end - start <= elapsed.addingSaturated(ProbeLimits.counterToleranceNanoseconds)
  }
}

extension Int64 {
  fileprivate func addingSaturated(_ other: Int64) -> Int64 {
    let (sum, isTooLarge) = addingReportingOverflow(other)
    return isTooLarge ? .max : sum
  }
}
