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
    var bytes: [UInt8] = []
    bytes.reserveCapacity(48)
    append(steps, gridDigits: gridDigits, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The same, appended to bytes.
  package static func append(_ steps: Int128, gridDigits: Int, to bytes: inout [UInt8]) {
    if steps < 0 { bytes.append(UInt8(ascii: "-")) }
    let (whole, fraction) = split(steps.magnitude, gridDigits: gridDigits)
    appendDigits(whole, countMin: 1, to: &bytes)
    guard fraction != 0 else { return }
    bytes.append(UInt8(ascii: "."))
    // Zeros at the end are left out by taking them off the value first, not off the text.
    var (rest, restDigits) = (fraction, gridDigits)
    while rest % 10 == 0 {
      rest /= 10
      restDigits -= 1
    }
    appendDigits(UInt128(rest), countMin: restDigits, to: &bytes)
  }

  /// A division of 128 bits costs ten of 64 bits, and nearly every sum fits in them.
  private static func split(_ value: UInt128, gridDigits: Int) -> (whole: UInt128, fraction: UInt64) {
    guard let narrow = UInt64(exactly: value) else {
      let (whole, fraction) = value.quotientAndRemainder(dividingBy: powerOfTen(gridDigits).magnitude)
      return (whole, UInt64(fraction))
    }
    // The grids there are, as constants: the compiler then multiplies in place of dividing.
    switch gridDigits {
    case 0: return (value, 0)
    case 6: return (UInt128(narrow / 1_000_000), narrow % 1_000_000)
    case 9: return (UInt128(narrow / 1_000_000_000), narrow % 1_000_000_000)
    case 12: return (UInt128(narrow / 1_000_000_000_000), narrow % 1_000_000_000_000)
    default:
      let (whole, fraction) = value.quotientAndRemainder(dividingBy: powerOfTen(gridDigits).magnitude)
      return (whole, UInt64(fraction))
    }
  }

  /// Decimal digits, with zeros before them up to `countMin`.
  private static func appendDigits(_ value: UInt128, countMin: Int, to bytes: inout [UInt8]) {
    guard let narrow = UInt64(exactly: value) else {
      let (high, low) = value.quotientAndRemainder(dividingBy: 10_000_000_000_000_000_000)
      appendDigits(high, countMin: countMin - 19, to: &bytes)
      appendDigits(low, countMin: 19, to: &bytes)
      return
    }
    let count = max(countMin, digitCount(narrow))
    // Written in place from the last digit on: ten million texts need no array of their own.
    bytes.append(addingCapacity: count) { (span: inout OutputSpan<UInt8>) in
      span.withUnsafeMutableBufferPointer { buffer, initializedCount in
        var rest = narrow
        for place in (0..<count).reversed() {
          buffer[place] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
          rest /= 10
        }
        initializedCount = count
      }
    }
  }

  private static func digitCount(_ value: UInt64) -> Int {
    var (count, bound) = (1, UInt64(10))
    while value >= bound {
      count += 1
      let (next, isBeyond) = bound.multipliedReportingOverflow(by: 10)
      if isBeyond { break }
      bound = next
    }
    return count
  }

  /// 10^`exponent` for exponents from 0 to 38.
  package static func powerOfTen(_ exponent: Int) -> Int128 {
    precondition((0...38).contains(exponent), "10^\(exponent) is outside 128 bits")
    var power: Int128 = 1
    for _ in 0..<exponent { power *= 10 }
    return power
  }
}
