package import Billing

/// Four runs in their order, and what they say.
package struct BlockRecord: Hashable, Sendable {
  /// From 0 on, spoilt blocks counted.
  package let number: Int
  /// The sides in the order they ran.
  package let sides: [ReplayManifest.Arm]
  /// Why the block does not count; empty for a valid one.
  package let faults: [BlockFault]
  /// Mean logarithm of the baseline's runs less that of the optimised ones, in trillionths, half to even: above zero
  /// when the optimised workload is faster. Computed for spoilt blocks too, so that everybody sees what was left out.
  package let logRatioTrillionths: Int64

  /// Whether the block counts.
  package var isValid: Bool { faults.isEmpty }
}

/// A recorded cause for which a whole block is left out and measured again. A value is never one: leaving out what is
/// slow would bend the bill. The raw value is what evidence holds; earlier cases weigh more in a tie.
package enum BlockFault: String, CaseIterable, Hashable, Sendable {
  /// Heat or the power brake held the clocks down for more than 1 % of a run.
  case heldByHeat = "held_by_heat"
  /// The board slowed itself down.
  case hardwareSlowdown = "hardware_slowdown"
  /// Somebody else computed on a device.
  case foreignProcess = "foreign_process"
  /// Memory errors that could not be corrected.
  case memoryError = "memory_error"
  /// The power limit was another than at the start.
  case powerLimitChanged = "power_limit_changed"
  /// The host slept.
  case hostSuspended = "host_suspended"
  /// The devices could not be looked at all the while.
  case unobserved

  /// What a verification ends with when too many blocks have the fault.
  package var reason: VerdictReason {
    switch self {
    case .heldByHeat, .hardwareSlowdown: .throttled
    case .foreignProcess: .contended
    case .memoryError, .powerLimitChanged, .hostSuspended, .unobserved: .hostChanged
    }
  }

  /// What it means, for people.
  package var sentence: String {
    switch self {
    case .heldByHeat: "heat or the power brake held the clocks down"
    case .hardwareSlowdown: "the board slowed itself down"
    case .foreignProcess: "somebody else computed on the device"
    case .memoryError: "memory errors could not be corrected"
    case .powerLimitChanged: "the power limit changed"
    case .hostSuspended: "the host slept"
    case .unobserved: "the device could not be watched all the while"
    }
  }
}
