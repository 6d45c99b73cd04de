/// A price per unit (of allocated GPU milliseconds, per GPU hour), or a share of money, in steps of 10^-12. Exact:
/// configuration with more digits is refused.
package struct Rate: Hashable, Sendable {
  /// Steps of 10^-12 of the currency's main unit per unit.
  package let steps: Int64

  /// A rate of that many steps.
  package init(steps: Int64) { self.steps = steps }

  /// The rate written as a plain decimal, for example `2.50`.
  package init(text: String) throws(GridText.Failure) {
    steps = try GridText.parseExact(text, gridDigits: 12)
  }

  /// `quantity` times this rate, rounded once, half to even, to the money grid; `nil` when it leaves 128 bits.
  package func charge(for quantity: Quantity, in currency: Currency) -> Money? {
    let (product, overflowed) = quantity.steps.multipliedReportingOverflow(by: Int128(steps))
    guard !overflowed else { return nil }
    return Money(
      steps: Rounding.halfToEven.quotient(product, by: Self.divisor(of: quantity.unit)), currency: currency)
  }

  /// What a product of grid steps and rate steps is divided by to be money steps: 10^12 rate steps and 10^9 money steps
  /// make one of the currency.
  package static func divisor(of unit: MeasuredUnit) -> Int128 { unit.pricedSteps * 1_000 }

  /// Shortest plain decimal.
  package var text: String { GridText.format(Int128(steps), gridDigits: 12) }
}
