/// Days and seconds counted one rule at a time, to hold the calendar's formulas against.
enum NaiveCalendar {
  private static let monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

  /// Seconds since 1970 of `yyyy-mm-dd`, `hh:mm:ss` and the zone's distance, `nil` for a day that does not exist.
  static func epochSeconds(_ bytes: [UInt8]) -> Int? {
    let text = Array(bytes)
    func number(_ range: Range<Int>) -> Int { range.reduce(0) { $0 * 10 + Int(text[$1]) - 0x30 } }
    let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
    guard (1...12).contains(month), day >= 1, day <= length(of: month, year) else { return nil }
    var days = day - 1
    for earlier in 1..<month { days += length(of: earlier, year) }
    let past = year - 1
    days += year * 365 + (year == 0 ? 0 : past / 4 - past / 100 + past / 400 + 1) - 719_528
    let second = min(number(17..<19), 59)
    return days * 86_400 + number(11..<13) * 3_600 + number(14..<16) * 60 + second - zoneSeconds(text)
  }

  private static func length(of month: Int, _ year: Int) -> Int {
    let isLeap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)
    return monthLengths[month - 1] + (month == 2 && isLeap ? 1 : 0)
  }

  private static func zoneSeconds(_ text: [UInt8]) -> Int {
    guard text.last != UInt8(ascii: "Z"), text.last != UInt8(ascii: "z") else { return 0 }
    let zone = text.suffix(6).map { Int($0) - 0x30 }
    let seconds = (zone[1] * 10 + zone[2]) * 3_600 + (zone[4] * 10 + zone[5]) * 60
    return text[text.count - 6] == UInt8(ascii: "-") ? -seconds : seconds
  }
}
