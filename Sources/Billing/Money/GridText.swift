/// Decimal text to whole grid steps and back, without floating point.
package enum GridText {
  /// Why a text is not a value on a grid.
  package enum Failure: Error, Hashable, Sendable {
    /// Not a JSON number in plain or exponent form.
    case notANumber
    /// The rounded value does not fit in 64 bits of steps.
    case outOfRange
    /// The text has more digits than the grid and may not be rounded here.
    case tooPrecise
  }

  /// The steps nearest to the number in `text` (plain or exponent form), halves away from zero: the one rounding of
  /// an event's value.
  package static func parse(
    _ text: UnsafeBufferPointer<UInt8>, gridDigits: Int
  ) throws(Failure) -> Int64 {
    try DecimalDigits(text).steps(gridDigits: gridDigits, rounding: true)
  }

  /// The same for a string.
  package static func parse(_ text: String, gridDigits: Int) throws(Failure) -> Int64 {
    try withDigits(of: text) { digits throws(Failure) in
      try digits.steps(gridDigits: gridDigits, rounding: true)
    }
  }

  /// The steps exactly equal to the number in `text`; refuses digits beyond the grid, as configuration must.
  package static func parseExact(_ text: String, gridDigits: Int) throws(Failure) -> Int64 {
    try withDigits(of: text) { digits throws(Failure) in
      try digits.steps(gridDigits: gridDigits, rounding: false)
    }
  }

  private static func withDigits(
    of text: String, _ body: (DecimalDigits) throws(Failure) -> Int64
  ) throws(Failure) -> Int64 {
    let result = Array(text.utf8).withUnsafeBufferPointer { bytes -> Result<Int64, Failure> in
      do throws(Failure) {
        return .success(try body(try DecimalDigits(bytes)))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// The shortest plain decimal of `steps`: no exponent, no trailing zeros, `-` only before a value below zero.
  package static func format(_ steps: Int128, gridDigits: Int) -> String {
    var digits = Array(steps.magnitude.description.utf8)
    if digits.count <= gridDigits {
      digits = Array(repeating: 0x30, count: gridDigits + 1 - digits.count) + digits
    }
    var fraction = digits.suffix(gridDigits)
    while fraction.last == 0x30 { fraction.removeLast() }
    let sign = steps < 0 ? "-" : ""
    let whole = String(decoding: digits.dropLast(gridDigits), as: UTF8.self)
    return fraction.isEmpty ? sign + whole : sign + whole + "." + String(decoding: fraction, as: UTF8.self)
  }

  /// 10^`exponent` for exponents from 0 to 38.
  package static func powerOfTen(_ exponent: Int) -> Int128 {
    precondition((0...38).contains(exponent), "10^\(exponent) is outside 128 bits")
    var power: Int128 = 1
    for _ in 0..<exponent { power *= 10 }
    return power
  }
}
