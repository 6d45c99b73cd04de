/// What a probe found on this host: the driver and every device, in the order of their UUIDs. Values that the driver or
/// the device does not tell are `nil`, never zero.
package struct HostDevices: Hashable, Sendable {
  /// Where the facts come from.
  package enum Origin: String, Hashable, Sendable {
    /// The driver's library.
    case nvml
    /// The XML of `nvidia-smi`.
    case nvidiaSMI = "nvidia-smi"
  }
  /// Where the facts come from.
  package var origin: Origin
  /// Such as `580.159.03`.
  package var driverVersion: String
  /// The library's own version; `nil` where only `nvidia-smi` answered.
  package var libraryVersion: String?
  /// The highest CUDA version the driver runs: 13000 is 13.0.
  package var cudaVersion: Int?
  /// Sorted by UUID.
  package var devices: [GPUDevice]
  /// What a person should know: where the two origins differ, what could not be read.
  package var notes: [String]

  /// Facts of the parts given; devices are sorted.
  package init(
    origin: Origin, driverVersion: String, libraryVersion: String? = nil, cudaVersion: Int? = nil,
    devices: [GPUDevice], notes: [String] = []
  ) {
    self.origin = origin
    self.driverVersion = driverVersion
    self.libraryVersion = libraryVersion
    self.cudaVersion = cudaVersion
    self.devices = devices.sorted { $0.uuid < $1.uuid }
    self.notes = notes
  }
}
