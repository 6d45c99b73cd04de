import Billing

/// How quantities are written. Decimals exist since October 2026; a product or region may not take them yet.
enum QuantityKind: String, CaseIterable, Hashable, Sendable {
  /// `QuantityAsDecimal`, up to six decimals.
  case decimal
  /// `Quantity`, whole units.
  case integer

  /// The most decimal digits of a value: a route whose grid is coarser has fewer.
  var valueDigits: Int {
    switch self {
    case .decimal: 6
    case .integer: 0
    }
  }

  /// How many digits after the point make `text` of so many units; `nil` when none that this kind takes does. A route
  /// of decimals that sends whole numbers only is mistaken about its unit.
  func digits(of text: String, units: Int128) -> Int? {
    (min(1, valueDigits)...valueDigits).reversed().first { GridText.format(units, gridDigits: $0) == text }
  }

  /// The greatest value, in units of the last of the most digits.
  var unitsMax: Int128 {
    switch self {
    case .decimal: AWSMarketplaceLimits.decimalQuantityUnitsMax
    case .integer: AWSMarketplaceLimits.integerQuantityMax
    }
  }
}
