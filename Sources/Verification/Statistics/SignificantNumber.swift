import Billing

/// A decimal number by its first 18 significant digits: `mantissa` x 10^`exponent`, the mantissa of 18 digits or zero.
/// It compares outputs and takes logarithms without floating point.
struct SignificantNumber: Hashable {
  let mantissa: Int64
  let exponent: Int

  private static let mantissaMin: Int64 = 100_000_000_000_000_000
  /// Below every other exponent, so that zero never makes another number lose digits.
  private static let zeroExponent = -4_000

  /// Reads a JSON number's text; `nil` for anything else and for exponents beyond 999. Digits after the 18th are cut.
  init?(text: String) {
    var scan = Scan()
    for byte in text.utf8 {
      guard scan.take(byte) else { return nil }
    }
    guard scan.isComplete else { return nil }
    var mantissa = scan.mantissa
    var exponent = scan.pointExponent + scan.writtenExponent
    guard mantissa != 0 else {
      (self.mantissa, self.exponent) = (0, Self.zeroExponent)
      return
    }
    while mantissa < Self.mantissaMin {
      mantissa *= 10
      exponent -= 1
    }
    (self.mantissa, self.exponent) = (scan.isNegative ? -mantissa : mantissa, exponent)
  }

  /// The natural logarithm in trillionths; `nil` unless the number is above zero.
  var logarithmTrillionths: Int64? {
    guard mantissa > 0 else { return nil }
    return Logarithm.trillionths(of: mantissa) + Int64(exponent) * Logarithm.ofTenTrillionths
  }

  /// Whether this number is within either tolerance of `reference`: millionths of one, or millionths of it.
  func isWithin(absolutePartsPerMillion: Int64, relativePartsPerMillion: Int64, of reference: Self) -> Bool {
    let common = max(exponent, reference.exponent)
    let referenceMantissa = reference.shifted(to: common)
    let distance = (shifted(to: common) - referenceMantissa).magnitude
    if distance == 0 { return true }
    let relative = UInt128(clamping: relativePartsPerMillion)
    if distance * 1_000_000 <= relative * referenceMantissa.magnitude { return true }
    return Self.isAtMost(distance, exponent: common + 6, limit: UInt128(clamping: absolutePartsPerMillion))
  }

  /// Whether this number is at least so many millionths of `reference`.
  func isAtLeast(partsPerMillion: Int64, of reference: Self) -> Bool {
    let common = max(exponent, reference.exponent)
    return shifted(to: common) * 1_000_000 >= reference.shifted(to: common) * Int128(partsPerMillion)
  }

  /// The mantissa at a larger exponent; digits that have no place there are cut.
  private func shifted(to larger: Int) -> Int128 {
    var value = Int128(mantissa)
    for _ in 0..<min(larger - exponent, 19) { value = Self.tenth(value) }
    return value
  }

  /// A tenth, cut towards zero.
  private static func tenth(_ value: Int128) -> Int128 {
    value < 0 ? -Rounding.down.quotient(-value, by: 10) : Rounding.down.quotient(value, by: 10)
  }

  /// Whether `distance` x 10^`exponent` <= `limit`; the distance is not zero.
  private static func isAtMost(_ distance: UInt128, exponent: Int, limit: UInt128) -> Bool {
    guard limit > 0, exponent < 19 else { return false }
    guard exponent > -19 else { return true }
    let (near, far) = exponent < 0 ? (distance, limit) : (limit, distance)
    let scaled = (0..<abs(exponent)).reduce(far) { value, _ in value * 10 }
    return exponent < 0 ? near <= scaled : scaled <= near
  }
}

extension SignificantNumber {
  /// The grammar of a JSON number, byte by byte.
  private struct Scan {
    var isNegative = false
    var mantissa: Int64 = 0
    var pointExponent = 0
    var writtenExponent: Int { isExponentNegative ? -exponentDigits : exponentDigits }
    private var digitCount = 0
    private var exponentDigits = 0
    private var exponentDigitCount = 0
    private var isExponentNegative = false
    private var part = Part.start

    private enum Part { case start, sign, whole, point, fraction, exponentMark, exponentSign, exponent }

    var isComplete: Bool { part == .whole || part == .fraction || part == .exponent }

    mutating func take(_ byte: UInt8) -> Bool {
      switch (byte, part) {
      case (0x30...0x39, .start), (0x30...0x39, .sign), (0x30...0x39, .whole):
        takeDigit(byte, isFraction: false)
        part = .whole
      case (0x30...0x39, .point), (0x30...0x39, .fraction):
        takeDigit(byte, isFraction: true)
        part = .fraction
      case (0x30...0x39, .exponentMark), (0x30...0x39, .exponentSign), (0x30...0x39, .exponent):
        exponentDigits = exponentDigits * 10 + Int(byte - 0x30)
        part = .exponent
        return exponentDigits <= 999
      case (UInt8(ascii: "-"), .start):
        isNegative = true
        part = .sign
      case (UInt8(ascii: "."), .whole): part = .point
      case (UInt8(ascii: "e"), .whole), (UInt8(ascii: "e"), .fraction), (UInt8(ascii: "E"), .whole),
        (UInt8(ascii: "E"), .fraction):
        part = .exponentMark
      case (UInt8(ascii: "+"), .exponentMark), (UInt8(ascii: "-"), .exponentMark):
        isExponentNegative = byte == UInt8(ascii: "-")
        part = .exponentSign
      default: return false
      }
      return abs(pointExponent) <= 999
    }

    private mutating func takeDigit(_ byte: UInt8, isFraction: Bool) {
      guard digitCount < 18 else {
        if !isFraction { pointExponent += 1 }
        return
      }
      mantissa = mantissa * 10 + Int64(byte - 0x30)
      if mantissa > 0 { digitCount += 1 }
      if isFraction { pointExponent -= 1 }
    }
  }
}
