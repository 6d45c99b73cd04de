import Billing

/// The money of a whole billing period as a function of its quantity:
/// `min(cap, max(minimum, tiers(quantity - allowance)))`, and 0 without any usage.
struct PeriodRating {
  let schedule: PriceSchedule
  let unit: MeasuredUnit

  /// The progress after `steps` more.
  func progress(adding steps: Int128, to before: RatingProgress) throws(HoldReason) -> RatingProgress {
    let quantitySteps = before.quantitySteps + steps
    guard quantitySteps > 0 else { return before }
    var moneySteps = try graduatedMoneySteps(max(0, quantitySteps - schedule.allowanceSteps))
    if let minimum = schedule.minimum { moneySteps = max(moneySteps, minimum.steps) }
    if let cap = schedule.cap { moneySteps = min(moneySteps, cap.steps) }
    return RatingProgress(quantitySteps: quantitySteps, moneySteps: moneySteps)
  }

  /// Each tier's part of the quantity at the tier's rate; the exact sum is rounded once, half to even.
  private func graduatedMoneySteps(_ quantitySteps: Int128) throws(HoldReason) -> Int128 {
    var product: Int128 = 0
    var lowerSteps: Int128 = 0
    for tier in schedule.tiers where quantitySteps > lowerSteps {
      let upperSteps = min(quantitySteps, tier.upperSteps ?? quantitySteps)
      let (part, partOverflowed) = (upperSteps - lowerSteps).multipliedReportingOverflow(
        by: Int128(tier.rate.steps))
      let (sum, sumOverflowed) = product.addingReportingOverflow(part)
      guard !partOverflowed, !sumOverflowed else { throw .chargeOutOfRange }
      product = sum
      lowerSteps = upperSteps
    }
    return Rounding.halfToEven.quotient(product, by: Rate.divisor(of: unit))
  }
}
