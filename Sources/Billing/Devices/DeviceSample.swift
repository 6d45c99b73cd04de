/// One look at what moves on a device. What is `nil` the device does not tell.
package struct DeviceSample: Hashable, Sendable {
  /// Which device.
  package let uuid: DeviceUUID
  /// When, by `Clock.monotonicNanoseconds`.
  package let atNanoseconds: UInt64
  /// Clock of the multiprocessors, in MHz.
  package var smClockMegahertz: Int?
  /// Clock of the memory, in MHz.
  package var memoryClockMegahertz: Int?
  /// Power drawn, in milliwatts.
  package var powerMilliwatts: Int64?
  /// What its power is held to, in milliwatts.
  package var powerLimitMilliwatts: Int64?
  /// Energy since the driver was loaded, in millijoules.
  package var energyMillijoules: Int64?
  /// Temperature of the chip, in degrees Celsius.
  package var temperatureCelsius: Int?
  /// Share of the last moments in which any kernel ran, in percent.
  package var utilisationPercent: Int?
  /// Memory in use.
  package var memoryUsedBytes: Int64?
  /// NVML's mask of the reasons that hold the clocks down, bits nobody knows included.
  package var clockReasons: UInt64?
  /// Nanoseconds since the driver was loaded that clocks were held down, by reason.
  package var heldNanoseconds = HeldNanoseconds()
  /// Memory errors that could not be corrected, since the driver was loaded.
  package var eccUncorrectedCount: Int64?
  /// Processes that compute on it. An empty list is no proof: containers hide each other.
  package var computeProcessCount: Int?

  /// Cumulative time in nanoseconds, by what held the clocks down.
  package struct HeldNanoseconds: Hashable, Sendable {
    /// The power limit: how healthy devices run under load.
    package var powerCap: Int64?
    /// The driver's thermal slowdown.
    package var softwareThermal: Int64?
    /// The board's thermal slowdown.
    package var hardwareThermal: Int64?
    /// The board's power brake.
    package var powerBrake: Int64?

    /// Nothing known.
    package init() {}
  }

  /// A sample in which nothing is known yet.
  package init(uuid: DeviceUUID, atNanoseconds: UInt64) {
    self.uuid = uuid
    self.atNanoseconds = atNanoseconds
  }
}
