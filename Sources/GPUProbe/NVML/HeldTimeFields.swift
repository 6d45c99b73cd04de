/// Which field tells how long clocks were held down, by what. The ids of the slowdowns were given to other fields
/// within driver branch 580, so that the wrong number would answer with something else; between the two numberings, and
/// before there was one, nothing is asked.
struct HeldTimeFields: Hashable {
  /// By the power limit; the same id in every driver.
  let powerCap: UInt32 = 74
  /// The driver's thermal slowdown.
  let softwareThermal: UInt32?
  /// The board's thermal slowdown.
  let hardwareThermal: UInt32?
  /// The board's power brake.
  let powerBrake: UInt32?

  /// The fields of a driver; an unreadable version has those of no numbering.
  init(driverVersion text: String) {
    let version = DriverVersion(text)
    let first: UInt32? =
      switch version {
      case .some(DriverVersion(branch: 580, release: 82)...): 269
      case .some(DriverVersion(branch: 575, release: 0)...DriverVersion(branch: 580, release: 65)): 251
      default: nil
      }
    softwareThermal = first
    hardwareThermal = first.map { $0 + 1 }
    powerBrake = first.map { $0 + 2 }
  }

  /// All that may be asked.
  var ids: [UInt32] { [powerCap] + [softwareThermal, hardwareThermal, powerBrake].compactMap(\.self) }
}
