/// What makes a host's devices a hardware tier of the catalog: every part that is given must hold of every device that
/// a replay uses.
package struct HardwareTierRule: Hashable, Sendable {
  /// The tier's name in the catalog and in usage events.
  package let tier: String
  /// Device names, one of which it must be, compared without regard to case and surrounding blanks.
  package var deviceNames: [String]
  /// Exactly this compute capability; `nil` for any.
  package var computeCapability: GPUDevice.ComputeCapability?
  /// At least so much memory; `nil` for any.
  package var memoryBytesMin: Int64?
  /// At most so much memory; `nil` for any.
  package var memoryBytesMax: Int64?
  /// The MIG profile; `nil` for whole devices only.
  package var migProfile: String?
  /// How many devices the host must have; `nil` for any number.
  package var deviceCount: Int?
  /// Whether memory errors are corrected; `nil` for either.
  package var isECCEnabled: Bool?

  /// A rule by names alone.
  package init(tier: String, deviceNames: [String]) {
    self.tier = tier
    self.deviceNames = deviceNames
  }
}
