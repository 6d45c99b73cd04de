import Billing

/// In which units and digits a provider is sent values.
struct ProviderUnit: Hashable {
  let stepsPerUnit: Int128
  let valueDigits: Int

  /// Whole units of `steps` grid steps.
  static func whole(steps: Int128) -> ProviderUnit { ProviderUnit(stepsPerUnit: steps, valueDigits: 0) }

  /// Decimals of a unit of `steps` grid steps, with as many of `digitsMax` digits as the grid holds exactly.
  static func decimal(steps: Int128, digitsMax: Int) -> ProviderUnit {
    var (steps, digits) = (steps, 0)
    while digits < digitsMax, steps.isMultiple(of: 10) {
      steps = Rounding.down.quotient(steps, by: 10)
      digits += 1
    }
    return ProviderUnit(stepsPerUnit: steps, valueDigits: digits)
  }
}
