/// Days and instants in UTC, as Python's `isoformat` writes them.
enum CalendarText {
  static let microsecondsPerDay: Int64 = 86_400_000_000

  /// Days from 1970-01-01 to a day of the Gregorian calendar.
  static func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// `yyyy-mm-dd` of a day after 1970-01-01.
  static func day(_ dayNumber: Int64) -> String {
    let shifted = dayNumber + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    var bytes: [UInt8] = []
    append(year, digitCount: 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    append(month, digitCount: 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    append(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1, digitCount: 2, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `yyyy-mm-ddThh:mm:ss.ffffff+00:00`, without the fraction when it is zero.
  static func append(microseconds: Int64, to bytes: inout [UInt8]) {
    let (dayNumber, time) = microseconds.quotientAndRemainder(dividingBy: microsecondsPerDay)
    let second = time / 1_000_000
    PythonJSON.append(raw: day(dayNumber), to: &bytes)
    bytes.append(UInt8(ascii: "T"))
    append(second / 3_600, digitCount: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    append(second / 60 % 60, digitCount: 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    append(second % 60, digitCount: 2, to: &bytes)
    if time % 1_000_000 != 0 {
      bytes.append(UInt8(ascii: "."))
      append(time % 1_000_000, digitCount: 6, to: &bytes)
    }
    PythonJSON.append(raw: "+00:00", to: &bytes)
  }

  private static func append(_ value: Int64, digitCount: Int, to bytes: inout [UInt8]) {
    var power: Int64 = 1
    for _ in 1..<digitCount { power *= 10 }
    while power > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / power % 10))
      power /= 10
    }
  }
}
