/// Values read eight bytes at a time. All of them may load up to `LayoutLimits.paddingByteCount` bytes from where they
/// stand.
enum WordReading {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// The eight bytes from `place` on; the first one is the lowest.
  @inline(__always) static func word(_ place: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
  }

  /// Whether both places hold the same `count` bytes.
  @inline(__always)
  static func areEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var offset = 0
    while offset + 8 <= count {
      if word(left + offset) != word(right + offset) { return false }
      offset += 8
    }
    guard offset < count else { return true }
    let mask = UInt64.max >> UInt64(64 - 8 * (count - offset))
    return (word(left + offset) ^ word(right + offset)) & mask == 0
  }

  /// How many bytes of plain text stand before the closing quote; `nil` when a backslash, a control character, DEL or a
  /// byte beyond ASCII comes first.
  @inline(__always) static func plainTextCount(_ start: UnsafePointer<UInt8>) -> Int? {
    var place = start
    while true {
      let word = word(place)
      let quote = word ^ (ones &* 0x22)
      let backslash = word ^ (ones &* 0x5C)
      let isQuote = (quote &- ones) & ~quote
      let isBackslash = (backslash &- ones) & ~backslash
      let isControl = (word &- ones &* 0x20) & ~word
      // Adding one turns DEL into a byte beyond ASCII; carries reach only bytes above the first special one.
      let special = (isQuote | isBackslash | isControl | word | (word &+ ones)) & highs
      if special != 0 {
        place += special.trailingZeroBitCount >> 3
        return place.pointee == UInt8(ascii: "\"") ? place - start : nil
      }
      place += 8
    }
  }

  /// How many of the eight bytes, from the first on, are decimal digits.
  @inline(__always) private static func digitCount(_ word: UInt64) -> Int {
    let digits = word ^ (ones &* 0x30)
    let isOther = ((digits & ~highs) &+ (ones &* 0x76) | digits) & highs
    return isOther.trailingZeroBitCount >> 3
  }

  /// The value of eight digits; a zero byte counts as the digit 0 (three multiplications in place of eight: pairs, then
  /// fours, then eight).
  @inline(__always) private static func eightDigits(_ word: UInt64) -> UInt64 {
    let digits = word & (ones &* 0x0F)
    let pairs = (digits &* 2_561) >> 8 & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 6_553_601) >> 16 & 0x0000_FFFF_0000_FFFF
    return (fours &* 42_949_672_960_001) >> 32
  }

  /// The first `count` digits, 1 to 8, as a whole number.
  @inline(__always) private static func whole(_ word: UInt64, _ count: Int) -> UInt64 {
    eightDigits(word &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count))
  }

  /// The first `count` digits, 0 to 8, with zeros behind them up to eight.
  @inline(__always) private static func padded(_ word: UInt64, _ count: Int) -> UInt64 {
    eightDigits(count == 8 ? word : word & ((1 &<< UInt64(truncatingIfNeeded: 8 &* count)) &- 1))
  }

  /// 10^0 to 10^7.
  @inline(__always) private static func powerOfTen(_ exponent: Int) -> UInt64 {
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1_000
    case 4: 10_000
    case 5: 100_000
    case 6: 1_000_000
    default: 10_000_000
    }
  }

  /// The digits from `place` on, at most seven, as a whole number; moves behind them. `nil` for none, for more, and for
  /// a zero before other digits.
  @inline(__always) private static func takeWhole(_ place: inout UnsafePointer<UInt8>) -> UInt64? {
    let word = word(place)
    let count = digitCount(word)
    guard count > 0, count < 8, count == 1 || place.pointee != UInt8(ascii: "0") else { return nil }
    place += count
    return Self.whole(word, count)
  }

  /// A plain decimal, not below zero, in steps of 10^-`gridDigits` (9 or 12), rounded as `GridText` rounds; moves
  /// behind it. `nil` for whatever else stands there: the caller takes another way. Sixteen digits of the fraction are
  /// looked at as two words; those behind them cannot change how the digit behind the grid rounds.
  @inline(__always)
  static func takeDecimal(_ place: inout UnsafePointer<UInt8>, gridDigits: Int) -> Int64? {
    var end = place
    // Six digits before the point always fit on a grid of twelve.
    guard let whole = takeWhole(&end), whole < 1_000_000 else { return nil }
    var fraction: UInt64 = 0
    if end.pointee == UInt8(ascii: ".") {
      end += 1
      let first = word(end)
      let firstCount = digitCount(first)
      guard firstCount > 0 else { return nil }
      fraction = padded(first, firstCount) &* 100_000_000
      end += firstCount
      if firstCount == 8 {
        let second = word(end)
        let secondCount = digitCount(second)
        fraction += padded(second, secondCount)
        end += secondCount
        if secondCount == 8 {
          let restCount = digitCount(word(end))
          guard restCount < 8 else { return nil }
          end += restCount
        }
      }
    }
    guard end.pointee | 0x20 != UInt8(ascii: "e") else { return nil }
    place = end
    // Constants, so that the compiler divides by multiplying.
    return gridDigits == 12
      ? Int64(whole &* 1_000_000_000_000 + (fraction + 5_000) / 10_000)
      : Int64(whole &* 1_000_000_000 + (fraction + 5_000_000) / 10_000_000)
  }

  /// A whole number of at most fifteen digits without point and exponent; moves behind it.
  @inline(__always) static func takeTokens(_ place: inout UnsafePointer<UInt8>) -> Int64? {
    let first = word(place)
    let firstCount = digitCount(first)
    guard firstCount > 0, firstCount == 1 || place.pointee != UInt8(ascii: "0") else { return nil }
    var end = place + firstCount
    var value = whole(first, firstCount)
    if firstCount == 8 {
      let second = word(end)
      let secondCount = digitCount(second)
      guard secondCount < 8 else { return nil }
      if secondCount > 0 { value = value &* powerOfTen(secondCount) &+ whole(second, secondCount) }
      end += secondCount
    }
    guard end.pointee != UInt8(ascii: "."), end.pointee | 0x20 != UInt8(ascii: "e") else { return nil }
    place = end
    return Int64(value)
  }

  /// `count` digits as a number; `nil` when one of them is none.
  @inline(__always) static func digits(_ place: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
    let word = word(place)
    guard digitCount(word) >= count else { return nil }
    return Int64(whole(word, count))
  }
}
