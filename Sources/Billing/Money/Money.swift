/// An amount of one currency in whole steps of 10^-9 of its main unit.
package struct Money: Hashable, Sendable {
  /// Steps of 10^-9 of the main unit.
  package var steps: Int128
  /// The currency of every step.
  package let currency: Currency

  /// An amount on the money grid.
  package init(steps: Int128, currency: Currency) {
    self.steps = steps
    self.currency = currency
  }

  /// No money.
  package static func zero(_ currency: Currency) -> Money { Money(steps: 0, currency: currency) }

  /// The sum; adding unlike currencies is a programmer error.
  package static func + (left: Money, right: Money) -> Money {
    precondition(left.currency == right.currency, "money of unlike currencies cannot be added")
    return Money(steps: left.steps + right.steps, currency: left.currency)
  }

  /// The amount in main units, shortest plain decimal, for example `12.5`.
  package var text: String { GridText.format(steps, gridDigits: 9) }
}
