/// The only place where money or quantities are divided.
package enum Rounding: Hashable, Sendable {
  /// Towards minus infinity: what an integer provider is sent; the rest is carried.
  case down
  /// To the nearest, ties to the even neighbour: the one rounding of a charge.
  case halfToEven

  /// `dividend` / `divisor` by this rule; `divisor` must be above zero.
  package func quotient(_ dividend: Int128, by divisor: Int128) -> Int128 {
    precondition(divisor > 0, "rounding divides by a positive number")
    var (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
    if remainder < 0 {
      quotient -= 1
      remainder += divisor
    }
    switch self {
    case .down: return quotient
    case .halfToEven:
      let distanceToNext = divisor - remainder
      let goesUp = remainder > distanceToNext || (remainder == distanceToNext && quotient & 1 == 1)
      return goesUp ? quotient + 1 : quotient
    }
  }

  /// `left` x `right` / `divisor`, rounded down, for a share: `right` is at most `divisor`, both positive, and `left`
  /// is not negative. The product may exceed 128 bits.
  package func quotient(of left: Int128, times right: Int128, by divisor: Int128) -> Int128 {
    precondition(self == .down && left >= 0 && right > 0 && divisor >= right, "only a share is computed so")
    let product = left.multipliedFullWidth(by: right)
    return divisor.dividingFullWidth(product).quotient
  }
}
