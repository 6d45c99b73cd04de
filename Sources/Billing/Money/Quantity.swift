/// An exact sum on its unit's grid.
package struct Quantity: Hashable, Sendable {
  /// Whole grid steps.
  package var steps: Int128
  /// What is counted.
  package let unit: MeasuredUnit

  /// A quantity on the grid of `unit`.
  package init(steps: Int128, unit: MeasuredUnit) {
    self.steps = steps
    self.unit = unit
  }

  /// The sum; adding unlike units is a programmer error.
  package static func + (left: Quantity, right: Quantity) -> Quantity {
    precondition(left.unit == right.unit, "quantities of unlike units cannot be added")
    return Quantity(steps: left.steps + right.steps, unit: left.unit)
  }

  /// The amount in units, shortest plain decimal.
  package var text: String { GridText.format(steps, gridDigits: unit.gridDigits) }
}
