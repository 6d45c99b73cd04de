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
    let digitCount = (end - start) - (fractionCount > 0 ? 1 : 0)
    let keptCount = digitCount + exponent - fractionCount + gridDigits
    // Eighteen digits always fit, and one that is rounded away is seen by looking at the next one alone.
    if rounding, (0...18).contains(keptCount) {
      let magnitude = Int64(truncatingIfNeeded: shortMagnitude(keptCount: keptCount, digitCount: digitCount))
      return isNegative ? -magnitude : magnitude
    }
    return try checkedSteps(keptCount: keptCount, rounding: rounding)
  }

  /// The first `keptCount` of `digitCount` digits, zeros behind them where there are fewer, rounded by the next digit.
  private func shortMagnitude(keptCount: Int, digitCount: Int) -> UInt64 {
    let readCount = min(keptCount, digitCount)
    let wholeCount = digitCount - fractionCount
    var magnitude: UInt64 = 0
    for index in start..<start + min(readCount, wholeCount) {
      magnitude = magnitude &* 10 &+ UInt64(text[index] &- 0x30)
    }
    if readCount > wholeCount {
      // The point stands between the whole digits and the fraction.
      for index in start + wholeCount + 1...start + readCount {
        magnitude = magnitude &* 10 &+ UInt64(text[index] &- 0x30)
      }
    }
    if readCount < digitCount {
      let next = start + readCount + (readCount >= wholeCount ? 1 : 0)
      return text[next] >= UInt8(ascii: "5") ? magnitude + 1 : magnitude
    }
    for _ in readCount..<keptCount { magnitude = magnitude &* 10 }
    return magnitude
  }

  /// The same for any number of digits, with every step checked.
  private func checkedSteps(keptCount: Int, rounding: Bool) throws(GridText.Failure) -> Int64 {
    var digitsLeft = keptCount
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
