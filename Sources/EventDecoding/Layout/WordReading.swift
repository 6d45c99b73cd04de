/// Values read eight bytes at a time. All of them may load up to `LayoutLimits.paddingByteCount` bytes from where they
/// stand.
enum WordReading {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let highs: UInt64 = 0x8080_8080_8080_8080

  /// The eight bytes from `place` on; the first one is the lowest.
  @inline(__always) static func word(_ place: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
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

  /// The decimal digits that eight bytes begin with.
  private struct DigitRun {
    let word: UInt64
    let count: Int
    /// All bits of the digits.
    let mask: UInt64

    @inline(__always) init(_ word: UInt64) {
      self.word = word
      let digits = word ^ (ones &* 0x30)
      let others = ((digits & ~highs) &+ (ones &* 0x76) | digits) & highs
      count = others.trailingZeroBitCount >> 3
      let firstOther = others >> 7
      mask = (firstOther &- 1) & ~firstOther
    }

    /// The value of at least one digit as a whole number.
    @inline(__always) var whole: UInt64 {
      eightDigits(word &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count))
    }

    /// The value with zeros behind the digits up to eight.
    @inline(__always) var padded: UInt64 { eightDigits(word & mask) }
  }

  /// The value of eight digits; a zero byte counts as the digit 0 (three multiplications in place of eight: pairs, then
  /// fours, then eight).
  @inline(__always) private static func eightDigits(_ word: UInt64) -> UInt64 {
    let digits = word & (ones &* 0x0F)
    let pairs = (digits &* 2_561) >> 8 & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 6_553_601) >> 16 & 0x0000_FFFF_0000_FFFF
    return (fours &* 42_949_672_960_001) >> 32
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

  /// A plain decimal, not below zero, in steps of 10^-`gridDigits` (9 or 12), rounded as `GridText` rounds; moves
  /// behind it. `nil` for whatever else stands there: the caller takes another way. Sixteen digits of the fraction are
  /// looked at; those behind them cannot change how the digit behind the grid rounds.
  ///
  /// What comes next in a row waits for where the number ends, so that is found first, from three words at once, and
  /// the value is made beside reading on: two thirds of the time of word after word.
  @inline(__always)
  static func takeDecimal(_ place: inout UnsafePointer<UInt8>, gridDigits: Int) -> Int64? {
    let whole = DigitRun(word(place))
    // Six digits before the point always fit on a grid of twelve.
    guard whole.count > 0, whole.count < 7, whole.count == 1 || place.pointee != UInt8(ascii: "0") else {
      return nil
    }
    var end = place + whole.count
    var fraction: UInt64 = 0
    if end.pointee == UInt8(ascii: ".") {
      let (first, second, third) = (
        DigitRun(word(end + 1)), DigitRun(word(end + 9)), DigitRun(word(end + 17))
      )
      let hasSecond = first.count == 8
      let hasThird = hasSecond && second.count == 8
      guard first.count > 0, !(hasThird && third.count == 8) else { return nil }
      end += 1 + first.count + (hasSecond ? second.count : 0) + (hasThird ? third.count : 0)
      fraction = first.padded &* 100_000_000 &+ (hasSecond ? second.padded : 0)
    }
    guard end.pointee | 0x20 != UInt8(ascii: "e") else { return nil }
    place = end
    // Constants, so that the compiler divides by multiplying.
    return gridDigits == 12
      ? Int64(whole.whole &* 1_000_000_000_000 + (fraction + 5_000) / 10_000)
      : Int64(whole.whole &* 1_000_000_000 + (fraction + 5_000_000) / 10_000_000)
  }

  /// A whole number of at most fifteen digits without point and exponent; moves behind it.
  @inline(__always) static func takeTokens(_ place: inout UnsafePointer<UInt8>) -> Int64? {
    let first = DigitRun(word(place))
    guard first.count > 0, first.count == 1 || place.pointee != UInt8(ascii: "0") else { return nil }
    var end = place + first.count
    var value = first.whole
    if first.count == 8 {
      let second = DigitRun(word(end))
      guard second.count < 8 else { return nil }
      if second.count > 0 { value = value &* powerOfTen(second.count) &+ second.whole }
      end += second.count
    }
    guard end.pointee != UInt8(ascii: "."), end.pointee | 0x20 != UInt8(ascii: "e") else { return nil }
    place = end
    return Int64(value)
  }

  /// `count` digits as a number; `nil` when one of them is none.
  @inline(__always) static func digits(_ place: UnsafePointer<UInt8>, _ count: Int) -> Int64? {
    let run = DigitRun(word(place))
    guard run.count >= count else { return nil }
    return Int64(eightDigits(run.word &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)))
  }
}
