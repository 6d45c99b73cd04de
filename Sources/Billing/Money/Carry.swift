/// Turns an exact running sum into whole provider units without losing or inventing any.
///
/// `emit(k) = floor(cumulative(k) / unit) - floor(cumulative(k-1) / unit)`; what is left over is carried, never
/// dropped, and never rounded up.
package struct Carry: Hashable, Sendable {
  /// Everything ever sealed into this series, in grid steps.
  package private(set) var cumulativeSteps: Int128
  /// Everything ever emitted from this series, in provider units.
  package private(set) var emittedUnits: Int128
  /// Grid steps in one provider unit.
  package let stepsPerUnit: Int128

  /// A fresh series.
  package init(stepsPerUnit: Int128) {
    self.init(cumulativeSteps: 0, emittedUnits: 0, stepsPerUnit: stepsPerUnit)
  }

  /// A series as it was stored; sums that contradict each other are a programmer error.
  package init(cumulativeSteps: Int128, emittedUnits: Int128, stepsPerUnit: Int128) {
    precondition(stepsPerUnit > 0, "a provider unit has at least one step")
    precondition(
      Rounding.down.quotient(cumulativeSteps, by: stepsPerUnit) == emittedUnits,
      "emitted units are the floor of the cumulative sum")
    self.cumulativeSteps = cumulativeSteps
    self.emittedUnits = emittedUnits
    self.stepsPerUnit = stepsPerUnit
  }

  /// Adds `steps` and answers how many whole units that completes.
  package mutating func emit(adding steps: Int128) -> Int128 {
    cumulativeSteps += steps
    let target = Rounding.down.quotient(cumulativeSteps, by: stepsPerUnit)
    let units = target - emittedUnits
    emittedUnits = target
    return units
  }

  /// What is sealed but not yet a whole unit: at least 0, less than one unit.
  package var remainderSteps: Int128 { cumulativeSteps - emittedUnits * stepsPerUnit }
}
