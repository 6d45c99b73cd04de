/// How quantities are written. Decimals exist since October 2026; a product or region may not take them yet.
enum QuantityKind: String, CaseIterable, Hashable, Sendable {
  /// `QuantityAsDecimal`, up to six decimals.
  case decimal
  /// `Quantity`, whole units.
  case integer

  /// Decimal digits of the value: what the route's `valueDigits` must be.
  var valueDigits: Int {
    switch self {
    case .decimal: 6
    case .integer: 0
    }
  }

  /// The greatest value, in units of the last digit.
  var unitsMax: Int128 {
    switch self {
    case .decimal: AWSMarketplaceLimits.decimalQuantityUnitsMax
    case .integer: AWSMarketplaceLimits.integerQuantityMax
    }
  }
}
