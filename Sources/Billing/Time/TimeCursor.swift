/// Reads the parts of an RFC 3339 text one after the other; every part answers `nil` when it is not there.
struct TimeCursor {
  let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  /// `yyyy-mm-dd`, a day that exists.
  mutating func takeDate() -> CivilDate? {
    guard let year = takeNumber(4), takeByte("-"), let month = takeNumber(2), takeByte("-"),
      let day = takeNumber(2)
    else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  mutating func takeSeparator() -> Bool { takeByte("T") || takeByte("t") || takeByte(" ") }

  /// `hh:mm:ss` as seconds of the day; a leap second counts as the second before it.
  mutating func takeTimeOfDay() -> Int64? {
    guard let hour = takeNumber(2), takeByte(":"), let minute = takeNumber(2), takeByte(":"),
      let second = takeNumber(2),
      hour < 24, minute < 60, second <= 60
    else { return nil }
    return hour * 3_600 + minute * 60 + min(second, 59)
  }

  /// The fraction in microseconds, 0 when there is none; more than nine digits are refused.
  mutating func takeFraction() -> Int64? {
    guard takeByte(".") else { return 0 }
    var value: Int64 = 0
    var digitCount = 0
    while position < bytes.count, bytes[position] &- 0x30 < 10 {
      if digitCount < 6 { value = value * 10 + Int64(bytes[position] - 0x30) }
      digitCount += 1
      position += 1
    }
    guard (1...9).contains(digitCount) else { return nil }
    for _ in min(digitCount, 6)..<6 { value *= 10 }
    return value
  }

  /// The zone's distance from UTC in seconds.
  mutating func takeZone() -> Int64? {
    if takeByte("Z") || takeByte("z") { return 0 }
    let sign: Int64 = takeByte("+") ? 1 : takeByte("-") ? -1 : 0
    guard sign != 0, let hours = takeNumber(2), takeByte(":"), let minutes = takeNumber(2), hours < 24,
      minutes < 60
    else { return nil }
    return sign * (hours * 3_600 + minutes * 60)
  }

  private mutating func takeByte(_ expected: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: expected) else { return false }
    position += 1
    return true
  }

  private mutating func takeNumber(_ digitCount: Int) -> Int64? {
    guard position + digitCount <= bytes.count else { return nil }
    var value: Int64 = 0
    for index in position..<position + digitCount {
      guard bytes[index] &- 0x30 < 10 else { return nil }
      value = value * 10 + Int64(bytes[index] - 0x30)
    }
    position += digitCount
    return value
  }
}
