/// How long a driver may take to answer, and how much it may say. Every limit of this room stands here.
package struct ProbeLimits: Hashable, Sendable {
  /// For opening the driver's library and reading every device. Without persistence a driver wakes each device first,
  /// which takes seconds.
  package var devicesTimeoutMilliseconds: Int64 = 30_000
  /// For one look at the devices.
  package var samplesTimeoutMilliseconds: Int64 = 5_000
  /// For one run of `nvidia-smi`.
  package var commandTimeoutMilliseconds: Int64 = 20_000
  /// For a killed `nvidia-smi` to be gone; one that hangs in the kernel is left behind.
  package var reapingTimeoutMilliseconds: Int64 = 1_000
  /// What `nvidia-smi` may write: sixteen of the most talkative devices write a tenth of it.
  package var outputByteCountMax = 8 << 20

  /// The limits above.
  package init() {}

  /// Devices that are asked for: beyond what any host has, so that a driver that answers nonsense ends soon.
  static let deviceCountMax = 1_024
  /// MIG instances of one device; NVIDIA has seven.
  static let migInstanceCountMax = 64
  /// Bytes of every text that is asked for. NVML's own limits are 96 and less.
  static let textByteCount = 128
  /// How far a counter of time may run ahead of the clock between two looks.
  static let counterToleranceNanoseconds: Int64 = 50_000_000
}
