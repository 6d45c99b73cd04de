package import Billing

/// What samples say of one device over a span: a run, or a moment. What is `nil` the device does not tell.
package struct DeviceObservation: Hashable, Sendable {
  /// Which device.
  package let uuid: DeviceUUID
  /// How many samples.
  package var sampleCount = 0
  /// Processes that computed on it before the span began.
  package var processCountBefore: Int?
  /// The most at once.
  package var processCountMax: Int?
  /// Share of the moments before the span in which any kernel ran, in percent.
  package var utilisationPercentBefore: Int?
  /// All reasons seen that held the clocks down, unknown bits included.
  package var clockReasons: UInt64?
  /// For how long they were held down during the span.
  package var held = DeviceSample.HeldNanoseconds()
  /// Highest clock of the multiprocessors, in MHz.
  package var smClockMegahertzMax: Int?
  /// Highest clock of the memory, in MHz.
  package var memoryClockMegahertzMax: Int?
  /// Highest power, in milliwatts.
  package var powerMilliwattsMax: Int64?
  /// Lowest power limit, in milliwatts.
  package var powerLimitMilliwattsMin: Int64?
  /// Highest power limit, in milliwatts.
  package var powerLimitMilliwattsMax: Int64?
  /// Energy used, in millijoules.
  package var energyMillijoules: Int64?
  /// Temperature at the end, in degrees Celsius.
  package var temperatureCelsiusAfter: Int?
  /// Most memory in use.
  package var memoryUsedBytesMax: Int64?
  /// Memory errors that could not be corrected.
  package var eccUncorrectedCount: Int64?

  /// Nothing observed yet.
  package init(uuid: DeviceUUID) { self.uuid = uuid }

  /// What samples of one device say, in the order they were taken; there is at least one.
  package init(samples: [DeviceSample]) {
    precondition(!samples.isEmpty, "an observation has samples")
    let (first, last) = (samples[0], samples[samples.count - 1])
    self.init(uuid: first.uuid)
    sampleCount = samples.count
    processCountBefore = first.computeProcessCount
    processCountMax = samples.compactMap(\.computeProcessCount).max()
    utilisationPercentBefore = first.utilisationPercent
    let reasons = samples.compactMap(\.clockReasons)
    clockReasons = reasons.isEmpty ? nil : reasons.reduce(0, |)
    held = Self.held(from: first, to: last)
    smClockMegahertzMax = samples.compactMap(\.smClockMegahertz).max()
    memoryClockMegahertzMax = samples.compactMap(\.memoryClockMegahertz).max()
    powerMilliwattsMax = samples.compactMap(\.powerMilliwatts).max()
    powerLimitMilliwattsMin = samples.compactMap(\.powerLimitMilliwatts).min()
    powerLimitMilliwattsMax = samples.compactMap(\.powerLimitMilliwatts).max()
    energyMillijoules = Self.growth(first.energyMillijoules, last.energyMillijoules)
    temperatureCelsiusAfter = last.temperatureCelsius
    memoryUsedBytesMax = samples.compactMap(\.memoryUsedBytes).max()
    eccUncorrectedCount = Self.growth(first.eccUncorrectedCount, last.eccUncorrectedCount)
  }

  /// Counters that moved backwards, or further than the time that passed, mean something else on this driver.
  private static func held(from first: DeviceSample, to last: DeviceSample) -> DeviceSample.HeldNanoseconds {
    let passed = Int64(clamping: last.atNanoseconds - min(first.atNanoseconds, last.atNanoseconds))
    func span(_ counter: KeyPath<DeviceSample.HeldNanoseconds, Int64?>) -> Int64? {
      growth(first.heldNanoseconds[keyPath: counter], last.heldNanoseconds[keyPath: counter])
        .flatMap { $0 - VerificationLimits.counterSlackNanoseconds <= passed ? $0 : nil }
    }
    var held = DeviceSample.HeldNanoseconds()
    held.powerCap = span(\.powerCap)
    held.softwareThermal = span(\.softwareThermal)
    held.hardwareThermal = span(\.hardwareThermal)
    held.powerBrake = span(\.powerBrake)
    return held
  }

  private static func growth(_ first: Int64?, _ last: Int64?) -> Int64? {
    guard let first, let last else { return nil }
    let (difference, isTooLarge) = last.subtractingReportingOverflow(first)
    return isTooLarge || difference < 0 ? nil : difference
  }
}

/// What was seen of a host's devices over a span.
package struct HostObservation: Hashable, Sendable {
  /// One for each device that was seen, in the order they are watched.
  package let devices: [DeviceObservation]
  /// Why devices were not seen at every moment, with whether one was lost; `nil` when they were.
  package let failure: Failure?

  /// Why devices could not be looked at.
  package struct Failure: Hashable, Sendable {
    /// Whether a device fell off the bus, or wants a reset.
    package let isDeviceLost: Bool
    /// The probe's sentence.
    package let detail: String

    /// A failure of the parts given.
    package init(isDeviceLost: Bool, detail: String) {
      self.isDeviceLost = isDeviceLost
      self.detail = detail
    }
  }

  /// An observation of the parts given.
  package init(devices: [DeviceObservation], failure: Failure? = nil) {
    self.devices = devices
    self.failure = failure
  }

  /// What samples of several devices say, in the order they were taken.
  package init(samples: [DeviceSample], of devices: [DeviceUUID], failure: Failure? = nil) {
    let grouped = Dictionary(grouping: samples, by: \.uuid)
    self.init(
      devices: devices.compactMap { grouped[$0].map(DeviceObservation.init(samples:)) }, failure: failure)
  }
}
