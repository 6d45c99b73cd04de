import Billing

/// Natural logarithms and powers in whole numbers. Libraries differ in the last digit of `log`; with these, everybody
/// who recomputes a verdict gets the same digits on every machine. Logarithms are whole trillionths (10^-12).
package enum Logarithm {
  /// Inner numbers are fractions of 2^62.
  private static let fractionBits = 62
  private static let one = Int128(1) << fractionBits
  /// ln 2 x 2^62, to the nearest.
  private static let ofTwo: Int128 = 3_196_577_161_300_663_915
  private static let trillion: Int128 = 1_000_000_000_000
  /// ln 10 in trillionths, to the nearest.
  static let ofTenTrillionths: Int64 = 2_302_585_092_994

  /// ln `value` in trillionths, to the nearest; `value` is positive. The error before rounding is below 10^-15.
  package static func trillionths(of value: Int64) -> Int64 {
    precondition(value > 0, "only positive numbers have a logarithm")
    var exponent = 63 - value.leadingZeroBitCount
    var mantissa = Int128(value) << (fractionBits - exponent)
    // From 3/4 to 3/2, so that the series is short.
    if mantissa > one + one >> 1 {
      mantissa >>= 1
      exponent += 1
    }
    let scaled = (Int128(exponent) * ofTwo + logarithm(ofMantissa: mantissa)) * trillion
    return Int64(Rounding.halfToEven.quotient(scaled, by: one))
  }

  /// Between 3/4 and 3/2 the ratio z is at most 1/5, so the terms after z^31 are below 2^-70.
  /// ln m = 2 (z + z^3/3 + z^5/5 + ...) with z = (m - 1) / (m + 1).
  private static func logarithm(ofMantissa mantissa: Int128) -> Int128 {
    let ratio = Rounding.down.quotient((mantissa - one) << fractionBits, by: mantissa + one)
    let square = (ratio * ratio) >> fractionBits
    var power = ratio
    var sum = ratio
    for divisor in stride(from: 3, through: 31, by: 2) {
      power = (power * square) >> fractionBits
      sum += Rounding.down.quotient(power, by: Int128(divisor))
    }
    return sum << 1
  }

  /// e^`trillionths` in millionths by `rounding`, within 1 and 10^12 millionths: a factor of a million either way says
  /// as much as a larger one.
  static func partsPerMillion(ofPower trillionths: Int64, _ rounding: Rounding) -> Int64 {
    let argument = Rounding.down.quotient(Int128(trillionths) << fractionBits, by: trillion)
    let exponent = Int(clamping: Rounding.down.quotient(argument, by: ofTwo))
    guard exponent < 20 else { return 1_000_000_000_000 }
    guard exponent >= -20 else { return 1 }
    let power = power(ofFraction: argument - Int128(exponent) * ofTwo)
    let millionths = rounding.quotient(power * 1_000_000, by: Int128(1) << (fractionBits - exponent))
    return max(1, Int64(millionths))
  }

  /// e^r = 1 + r + r^2/2! + ... for 0 <= r < ln 2; every step rounds down, so the sum is never too large.
  private static func power(ofFraction fraction: Int128) -> Int128 {
    var term = one
    var sum = one
    for divisor in 1...24 {
      term = Rounding.down.quotient((term * fraction) >> fractionBits, by: Int128(divisor))
      sum += term
    }
    return sum
  }
}

extension SpeedUp {
  /// The speed-up of a logarithm in trillionths, rounded down: what a lower bound is.
  static func atLeast(trillionths: Int64) -> SpeedUp {
    SpeedUp(partsPerMillion: Logarithm.partsPerMillion(ofPower: trillionths, .down))
  }

  /// The same rounded up: what an upper bound is. No power but that of nothing is a whole number of millionths.
  static func atMost(trillionths: Int64) -> SpeedUp {
    let down = Logarithm.partsPerMillion(ofPower: trillionths, .down)
    return SpeedUp(partsPerMillion: trillionths == 0 ? down : down + 1)
  }

  /// The same to the nearest, half to even: what an estimate is.
  static func nearest(trillionths: Int64) -> SpeedUp {
    SpeedUp(partsPerMillion: Logarithm.partsPerMillion(ofPower: trillionths, .halfToEven))
  }
}
