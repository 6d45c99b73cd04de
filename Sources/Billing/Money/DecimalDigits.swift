/// A JSON number taken apart: where its digits stand and which power of ten they carry. Nothing is allocated.
struct DecimalDigits {
  private let text: UnsafeBufferPointer<UInt8>
  private var isNegative = false
  /// First digit, and one past the last digit or point, of the part before any exponent.
  private var start = 0
  private var end = 0
  /// How many digits stand after the point.
  private var fractionCount = 0
  private var exponent = 0

  init(_ text: UnsafeBufferPointer<UInt8>) throws(GridText.Failure) {
    self.text = text
    var position = 0
    if position < text.count, text[position] == UInt8(ascii: "-") {
      isNegative = true
      position += 1
    }
    start = position
    let wholeCount = Self.skipDigits(text, &position)
    guard wholeCount == 1 || (wholeCount > 1 && text[start] != UInt8(ascii: "0")) else { throw .notANumber }
    if position < text.count, text[position] == UInt8(ascii: ".") {
      position += 1
      fractionCount = Self.skipDigits(text, &position)
      guard fractionCount > 0 else { throw .notANumber }
    }
    end = position
    if position < text.count, text[position] | 0x20 == UInt8(ascii: "e") {
      exponent = try Self.takeExponent(text, &position)
    }
    guard position == text.count else { throw .notANumber }
  }

  private static func skipDigits(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Int {
    let first = position
    while position < text.count, text[position] &- 0x30 < 10 { position += 1 }
    return position - first
  }

  /// The exponent, held within a range far beyond any grid so that it cannot overflow.
  private static func takeExponent(
    _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int
  ) throws(GridText.Failure) -> Int {
    position += 1
    var isNegative = false
    if position < text.count, text[position] == UInt8(ascii: "+") || text[position] == UInt8(ascii: "-") {
      isNegative = text[position] == UInt8(ascii: "-")
      position += 1
    }
    let first = position
    guard skipDigits(text, &position) > 0 else { throw .notANumber }
    var magnitude = 0
    for index in first..<position { magnitude = min(magnitude * 10 + Int(text[index] - 0x30), 1_000_000) }
    return isNegative ? -magnitude : magnitude
  }

  /// The number in grid steps: halves away from zero when `rounding`, else any digit beyond the grid is refused.
  func steps(gridDigits: Int, rounding: Bool) throws(GridText.Failure) -> Int64 {
    var digitsLeft = (end - start) - (fractionCount > 0 ? 1 : 0) + exponent - fractionCount + gridDigits
    var magnitude: UInt64 = 0
    var roundsUp = false
    for index in start..<end where text[index] != UInt8(ascii: ".") {
      let digit = UInt64(text[index] - 0x30)
      if digitsLeft > 0 {
        magnitude = try Self.append(digit, to: magnitude)
      } else {
        if !rounding, digit != 0 { throw .tooPrecise }
        if digitsLeft == 0 { roundsUp = digit >= 5 }
      }
      digitsLeft -= 1
    }
    while digitsLeft > 0, magnitude > 0 {
      magnitude = try Self.append(0, to: magnitude)
      digitsLeft -= 1
    }
    if roundsUp { magnitude += 1 }
    guard magnitude <= UInt64(Int64.max) else { throw .outOfRange }
    return isNegative ? -Int64(magnitude) : Int64(magnitude)
  }

  @inline(__always)
  private static func append(_ digit: UInt64, to magnitude: UInt64) throws(GridText.Failure) -> UInt64 {
    guard magnitude < UInt64(Int64.max) / 10 + 1 else { throw .outOfRange }
    return magnitude * 10 + digit
  }
}
