/// The facts about one GPU that stay while a replay runs. What is `nil` the driver or the device does not tell.
package struct GPUDevice: Hashable, Sendable {
  /// A CUDA compute capability, such as 9.0.
  package struct ComputeCapability: Hashable, Comparable, Sendable {
    /// Before the point.
    package let major: Int
    /// Behind it.
    package let minor: Int

    /// A capability of the parts given.
    package init(major: Int, minor: Int) { (self.major, self.minor) = (major, minor) }

    /// Older first.
    package static func < (left: Self, right: Self) -> Bool {
      (left.major, left.minor) < (right.major, right.minor)
    }
  }

  /// A slice of a GPU that works like a small one.
  package struct MIGInstance: Hashable, Sendable {
    /// Its identity; `nil` where the origin does not tell it.
    package var uuid: DeviceUUID?
    /// Such as `3g.71gb`; `nil` where nobody tells.
    package var profile: String?
    /// Memory of the slice.
    package var memoryBytes: Int64?
    /// Its number within the GPU.
    package var gpuInstanceID: Int?
    /// Its number within the GPU instance.
    package var computeInstanceID: Int?

    /// An instance of which nothing is known yet.
    package init() {}
  }

  /// Its identity.
  package let uuid: DeviceUUID
  /// Such as `NVIDIA H200`.
  package let name: String
  /// Such as `Hopper`.
  package var architecture: String?
  /// Such as `Nvidia`.
  package var brand: String?
  /// Such as 9.0.
  package var computeCapability: ComputeCapability?
  /// All of its memory.
  package var memoryBytes: Int64?
  /// Such as `00000000:01:00.0`.
  package var pciBusID: String?
  /// Device in the upper 16 bits, vendor in the lower: 0x233510DE is an H200.
  package var pciDeviceID: UInt32?
  /// The board's serial number.
  package var serial: String?
  /// The version of the video BIOS.
  package var vbiosVersion: String?
  /// The part number of the board.
  package var boardPartNumber: String?
  /// What its power is held to now, in milliwatts.
  package var powerLimitMilliwatts: Int64?
  /// The limit it comes with, in milliwatts.
  package var powerLimitDefaultMilliwatts: Int64?
  /// The highest clock of the multiprocessors, in MHz.
  package var smClockMaxMegahertz: Int?
  /// The highest clock of the memory, in MHz.
  package var memoryClockMaxMegahertz: Int?
  /// Whether memory errors are corrected.
  package var isECCEnabled: Bool?
  /// Whether it is divided into MIG instances.
  package var isMIGEnabled: Bool?
  /// Its MIG instances, in the order of their numbers.
  package var migInstances: [MIGInstance] = []
  /// Whether the driver stays loaded without users.
  package var isPersistenceEnabled: Bool?
  /// Such as `Default` or `Exclusive_Process`.
  package var computeMode: String?
  /// Such as `None` or `Pass-Through`.
  package var virtualizationMode: String?

  /// A device of which only identity and name are known yet.
  package init(uuid: DeviceUUID, name: String) {
    self.uuid = uuid
    self.name = name
  }
}
