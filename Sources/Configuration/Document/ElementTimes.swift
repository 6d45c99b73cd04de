import Billing

extension Element {
  /// A span of time in seconds: a whole number with `s`, `m`, `h` or `d`.
  func durationSeconds(in range: ClosedRange<Int64>) -> Int64? {
    guard let text = text(.duration) else { return nil }
    let secondsPerUnit: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    let digits = text.dropLast()
    guard let unit = text.last.flatMap({ secondsPerUnit[$0] }), !digits.isEmpty, digits.count <= 9,
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int64(digits)
    else {
      refuse(.duration)
      return nil
    }
    guard range.contains(count * unit) else {
      refuse(
        Expectation(
          "from \(range.lowerBound) s to \(range.upperBound) s",
          "write a time within the range"))
      return nil
    }
    return count * unit
  }

  /// A full hour: a day, `yyyy-mm-ddThh`, or an instant on the hour.
  func hour() -> UTCHour? {
    guard let text = text(.hour) else { return nil }
    let full =
      switch text.utf8.count {
      case 10: "\(text)T00:00:00Z"
      case 13: "\(text):00:00Z"
      default: text
      }
    guard let instant = Instant(text: full), instant.hour.start == instant else {
      refuse(.hour)
      return nil
    }
    return instant.hour
  }

  /// An instant, or the beginning of a day.
  func instant() -> Instant? {
    guard let text = text(.instant) else { return nil }
    guard let instant = Instant(text: text.utf8.count == 10 ? "\(text)T00:00:00Z" : text) else {
      refuse(.instant)
      return nil
    }
    return instant
  }
}
