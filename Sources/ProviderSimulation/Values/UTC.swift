/// Unix seconds and their text forms, by arithmetic on the proleptic Gregorian calendar in UTC.
package enum UTC {
  /// Seconds in an hour.
  static let hourSeconds: Int64 = 3_600
  /// Seconds in a day.
  static let daySeconds: Int64 = 86_400
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `2026-11-21T19:00:00Z`.
  package static func text(_ seconds: Int64) -> String {
    let (date, clock) = parts(seconds)
    return "\(date.year)-\(two(date.month))-\(two(date.day))T\(clockText(clock))Z"
  }

  /// `2026-11-21T19:00:00.000Z`, as Stripe's second API version writes it.
  static func textWithMilliseconds(_ seconds: Int64) -> String { text(seconds).dropLast() + ".000Z" }

  /// `20261121T190000Z`, as Signature Version 4 writes it.
  package static func basicText(_ seconds: Int64) -> String {
    text(seconds).filter { $0 != "-" && $0 != ":" }
  }

  /// `Sat, 21 Nov 2026 19:00:00 GMT`, the form of the HTTP `Date` field.
  package static func headerText(_ seconds: Int64) -> String {
    let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let (date, clock) = parts(seconds)
    let weekday = weekdays[Int(((seconds - floorModulo(seconds, daySeconds)) / daySeconds % 7 + 7) % 7)]
    return "\(weekday), \(two(date.day)) \(months[date.month - 1]) \(date.year) \(clockText(clock)) GMT"
  }

  /// `Nov 21, 2026 7:00:00 PM`, as CloudTrail prints a request's times.
  static func trailText(_ seconds: Int64) -> String {
    let (date, clock) = parts(seconds)
    let hour = clock / 3600
    let hourOfHalf = hour % 12 == 0 ? 12 : hour % 12
    return
      "\(months[date.month - 1]) \(date.day), \(date.year) \(hourOfHalf)\(clockText(clock).dropFirst(2)) "
      + (hour < 12 ? "AM" : "PM")
  }

  /// Reads RFC 3339 text with `Z` or an offset; a fraction of a second is dropped.
  package static func seconds(rfc3339 text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, let day = daySeconds(bytes, separator: UInt8(ascii: "-")),
      bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: "t") || bytes[10] == 0x20,
      let clock = clockSeconds(Array(bytes[11..<19]))
    else { return nil }
    var rest = bytes[19...]
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix { isDigit($0) }
      guard !fraction.isEmpty else { return nil }
      rest = rest.dropFirst(1 + fraction.count)
    }
    guard let offset = offsetSeconds(Array(rest)) else { return nil }
    return day + clock - offset
  }

  /// Reads `20261121T190000Z`.
  static func seconds(basic text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count == 16 else { return nil }
    let date = bytes[0..<4] + [0x2D] + bytes[4..<6] + [0x2D] + bytes[6..<8]
    let clock = bytes[8..<11] + [0x3A] + bytes[11..<13] + [0x3A] + bytes[13..<16]
    return seconds(rfc3339: String(decoding: date + clock, as: UTF8.self))
  }

  /// Reads `Sat, 21 Nov 2026 19:00:00 GMT`.
  static func seconds(header text: String) -> Int64? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, let month = months.firstIndex(where: { $0 == parts[2] }) else { return nil }
    return seconds(rfc3339: "\(parts[3])-\(two(month + 1))-\(parts[1])T\(parts[4])Z")
  }

  /// The start of the month that holds `seconds`.
  static func monthStart(_ seconds: Int64) -> Int64 {
    let (date, _) = parts(seconds)
    return dayNumber(year: date.year, month: date.month, day: 1) * daySeconds
  }

  /// The start of the whole multiple of `length` seconds that holds `seconds`.
  static func floor(_ seconds: Int64, to length: Int64) -> Int64 { seconds - floorModulo(seconds, length) }

  private static func floorModulo(_ value: Int64, _ modulus: Int64) -> Int64 {
    let remainder = value % modulus
    return remainder < 0 ? remainder + modulus : remainder
  }
}

extension UTC {
  private static func daySeconds(_ bytes: [UInt8], separator: UInt8) -> Int64? {
    guard bytes[4] == separator, bytes[7] == separator, let year = number(bytes[0..<4]),
      let month = number(bytes[5..<7]), let day = number(bytes[8..<10]), (1...12).contains(month), day >= 1
    else { return nil }
    let start = dayNumber(year: Int(year), month: Int(month), day: 1)
    let next = dayNumber(year: Int(month == 12 ? year + 1 : year), month: Int(month % 12 + 1), day: 1)
    guard start + day - 1 < next else { return nil }
    return (start + day - 1) * daySeconds
  }

  private static func clockSeconds(_ bytes: [UInt8]) -> Int64? {
    guard bytes[2] == 0x3A, bytes[5] == 0x3A, let hour = number(bytes[0..<2]),
      let minute = number(bytes[3..<5]),
      let second = number(bytes[6..<8]), hour < 24, minute < 60, second < 60
    else { return nil }
    return hour * hourSeconds + minute * 60 + second
  }

  private static func offsetSeconds(_ bytes: [UInt8]) -> Int64? {
    if bytes == [UInt8(ascii: "Z")] || bytes == [UInt8(ascii: "z")] { return 0 }
    guard bytes.count == 6, bytes[3] == 0x3A, let hour = number(bytes[1..<3]),
      let minute = number(bytes[4..<6]),
      hour < 24, minute < 60
    else { return nil }
    switch bytes[0] {
    case UInt8(ascii: "+"): return hour * hourSeconds + minute * 60
    case UInt8(ascii: "-"): return -(hour * hourSeconds + minute * 60)
    default: return nil
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int64? {
    bytes.allSatisfy(isDigit) ? Int64(String(decoding: bytes, as: UTF8.self)) : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

  private static func clockText(_ clock: Int) -> String {
    "\(two(clock / 3600)):\(two(clock / 60 % 60)):\(two(clock % 60))"
  }

  private static func parts(_ seconds: Int64) -> (date: (year: Int, month: Int, day: Int), clock: Int) {
    let clock = floorModulo(seconds, daySeconds)
    return (civil(dayNumber: (seconds - clock) / daySeconds), Int(clock))
  }

  /// Days from 1970-01-01, counting years from March so that the leap day ends the year.
  private static func dayNumber(year: Int, month: Int, day: Int) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64(era * 146_097 + dayOfEra - 719_468)
  }

  private static func civil(dayNumber: Int64) -> (year: Int, month: Int, day: Int) {
    let shifted = Int(dayNumber) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }
}
