/// An exact decimal number: `coefficient / 10^scale`, without trailing zeros, so that equal values are equal.
package struct ExactDecimal: Hashable, Sendable {
  /// The most digits after the point that the simulator keeps.
  static let scaleMax = 15
  /// Zero.
  package static let zero = ExactDecimal(coefficient: 0, scale: 0)

  private let coefficient: Int128
  private let scale: Int

  private init(coefficient: Int128, scale: Int) {
    var (coefficient, scale) = (coefficient, scale)
    while scale > 0, coefficient % 10 == 0 {
      coefficient /= 10
      scale -= 1
    }
    self.coefficient = coefficient
    self.scale = scale
  }

  /// A whole number.
  package init(_ whole: Int) {
    self.init(coefficient: Int128(whole), scale: 0)
  }

  /// Reads plain decimal text such as `-12.50`; `nil` for exponents, separators, blanks, more than 20
  /// digits before or 15 after the point.
  package init?(_ text: String) {
    var digits = Substring(text)
    let isNegative = digits.hasPrefix("-")
    if isNegative { digits = digits.dropFirst() }
    let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let whole = parts[0]
    let fraction = parts.count == 2 ? parts[1] : ""
    guard (1...20).contains(whole.utf8.count), fraction.utf8.count <= Self.scaleMax,
      parts.count == 1 || !fraction.isEmpty
    else { return nil }
    var coefficient: Int128 = 0
    for byte in (whole + fraction).utf8 {
      guard (0x30...0x39).contains(byte) else { return nil }
      coefficient = coefficient * 10 + Int128(byte - 0x30)
    }
    self.init(coefficient: isNegative ? -coefficient : coefficient, scale: fraction.utf8.count)
  }

  /// Plain decimal text: no exponent, no trailing zeros after the point, `0` for zero.
  package var text: String {
    let digits = String(coefficient.magnitude)
    let sign = coefficient < 0 ? "-" : ""
    guard scale > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    return sign + padded.dropLast(scale) + "." + padded.suffix(scale)
  }

  /// The exact sum; passing 38 digits is a programmer error.
  package static func + (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
    let scale = max(left.scale, right.scale)
    return ExactDecimal(coefficient: left.coefficient(at: scale) + right.coefficient(at: scale), scale: scale)
  }

  private func coefficient(at wanted: Int) -> Int128 {
    var result = coefficient
    for _ in scale..<wanted { result *= 10 }
    return result
  }
}

extension ExactDecimal: Comparable {
  /// By value.
  package static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
    let scale = max(left.scale, right.scale)
    return left.coefficient(at: scale) < right.coefficient(at: scale)
  }
}

extension ExactDecimal: Codable {
  /// Reads the text form.
  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let value = ExactDecimal(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "found \(text) where decimal text belongs"))
    }
    self = value
  }

  /// Writes the text form.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
