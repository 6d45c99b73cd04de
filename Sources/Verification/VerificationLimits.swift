/// Every number of the protocol that is not agreed per contract, in one place. Changing one of them changes what a
/// verdict means: the protocol's name in `VerificationOrder.protocolName` then changes too.
package enum VerificationLimits {
  /// How long a verification may measure.
  package static let timeMaxSeconds: Int64 = 1_800
  /// Tries of a claim that may see a look; then a person decides.
  package static let tryCountMax = 3

  // Runs
  /// A run timed from outside that is shorter says more about starting processes than about the workload.
  static let wallNanosecondsMin: Int64 = 200_000_000
  /// What people are advised to reach.
  static let wallNanosecondsAdvised: Int64 = 1_000_000_000
  /// How often devices are looked at during a run.
  static let samplingMilliseconds: Int64 = 500
  /// The least time-out once runs were timed.
  static let timeoutSecondsMin: Int64 = 60
  /// The time-out once runs were timed, in medians.
  static let timeoutMedianCount: Int64 = 10
  /// Numbers of one output that evidence holds.
  static let outputNumberCountMax = 10_000
  /// What evidence keeps of the words of a run that failed.
  static let outputTailBytesMax = 2_048

  // Before anything is measured
  /// A device that others use is busier than this.
  static let idleUtilisationPercentMax = 5
  /// How long to wait for an idle device, once.
  static let idleWaitMilliseconds: Int64 = 5_000
  /// How often to look whether it is idle.
  static let idleTryCountMax = 12
  /// Untimed runs of each arm.
  static let warmUpRunCountMin = 2
  /// The same, when clocks or temperature still move.
  static let warmUpRunCountMax = 5
  /// How far clocks of successive runs of an arm may differ, in millionths.
  static let warmUpClockPartsPerMillionMax: Int64 = 20_000
  /// How far temperatures after successive runs of an arm may differ.
  static let warmUpTemperatureCelsiusMax = 2

  // Blocks
  /// Share of a run that heat or the power brake may hold the clocks down, in millionths.
  static let heldPartsPerMillionMax: Int64 = 10_000
  /// A counter that moved more than the time that passed and this is not believed.
  static let counterSlackNanoseconds: Int64 = 50_000_000
  /// How far the clock that runs on in sleep may be ahead of the one that does not.
  static let suspensionNanosecondsMax: Int64 = 10_000_000
  /// Fewer spoilt blocks never end a verification.
  static let spoiltBlockCountMin = 3
  /// More spoilt blocks of all begun end it, in percent.
  static let spoiltBlockPercentMax = 25

  // Looks
  /// An interval is narrow when its half is less than this, in trillionths of a natural logarithm: 1 %.
  static let halfWidthTrillionths: Int64 = 10_000_000_000
  /// The same for a host's health: 2 %.
  static let healthHalfWidthTrillionths: Int64 = 20_000_000_000
}
