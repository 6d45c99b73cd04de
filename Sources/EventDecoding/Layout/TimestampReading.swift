import Billing

/// Reads instants as telemetry writes them, `2026-10-31T23:59:59.123456+00:00`, with or without fraction; remembers the
/// last day, since rows come by the day.
struct TimestampReading {
  private var date: (word: UInt64, dayOfMonth: UInt8, UInt8) = (0, 0, 0)
  private var dayStart: Int64?

  /// The instant at `place`, behind which the closing quote stands; moves to the quote. `nil` for every other form.
  mutating func take(_ place: inout UnsafePointer<UInt8>) -> Instant? {
    guard let dayStart = dayStart(place), place[10] == UInt8(ascii: "T"), place[13] == UInt8(ascii: ":"),
      place[16] == UInt8(ascii: ":"), let hour = WordReading.digits(place + 11, 2), hour < 24,
      let minute = WordReading.digits(place + 14, 2), minute < 60,
      let second = WordReading.digits(place + 17, 2), second < 60
    else { return nil }
    var end = place + 19
    var fraction: Int64 = 0
    if end.pointee == UInt8(ascii: ".") {
      guard let digits = WordReading.digits(end + 1, 6) else { return nil }
      fraction = digits
      end += 7
    }
    // `+00:00"`, seven bytes of a word.
    guard WordReading.word(end) << 8 == 0x22_30_30_3A_30_30_2B << 8 else { return nil }
    place = end + 6
    return Instant(microseconds: dayStart + (hour * 3_600 + minute * 60 + second) * 1_000_000 + fraction)
  }

  /// Microseconds of the day's beginning.
  private mutating func dayStart(_ place: UnsafePointer<UInt8>) -> Int64? {
    let found = (word: WordReading.word(place), place[8], place[9])
    if found.word == date.word, found.1 == date.dayOfMonth, found.2 == date.2, let dayStart {
      return dayStart
    }
    guard place[4] == UInt8(ascii: "-"), place[7] == UInt8(ascii: "-"),
      let year = WordReading.digits(place, 4), let month = WordReading.digits(place + 5, 2),
      let day = WordReading.digits(place + 8, 2), let civil = CivilDate(year: year, month: month, day: day)
    else { return nil }
    date = (found.word, found.1, found.2)
    dayStart = civil.dayNumber * 86_400_000_000
    return dayStart
  }
}
