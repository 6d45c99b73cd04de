extension Instant {
  /// Reads RFC 3339: a date, `T` (or `t`, or a space), a time with up to 9 fractional digits, and a zone (`Z` or
  /// `+hh:mm`). A time without a zone is refused, since it names no instant. Digits below a microsecond are cut off,
  /// so that an instant never moves into the next hour.
  package init?(text: String) {
    let result = Array(text.utf8).withUnsafeBufferPointer { Instant(bytes: $0) }
    guard let result else { return nil }
    self = result
  }

  /// The same for the bytes of an event.
  package init?(bytes: UnsafeBufferPointer<UInt8>) {
    var cursor = TimeCursor(bytes: bytes)
    guard let date = cursor.takeDate(), cursor.takeSeparator(), let time = cursor.takeTimeOfDay() else {
      return nil
    }
    guard let fraction = cursor.takeFraction(), let offsetSeconds = cursor.takeZone(), cursor.isAtEnd else {
      return nil
    }
    let seconds = date.dayNumber * 86_400 + time - offsetSeconds
    guard Self.writableSeconds.contains(seconds) else { return nil }
    self.init(microseconds: seconds * 1_000_000 + fraction)
  }

  /// The years 0000 to 9999 in UTC: a zone's offset must not lead out of what RFC 3339 can write.
  private static let writableSeconds: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

  /// RFC 3339 in UTC; the fraction appears only when there is one, with six digits.
  package var text: String {
    let seconds = epochSeconds
    let fraction = floorModulo(microseconds, 1_000_000)
    let base =
      "\(CivilDate(dayNumber: floorDivide(seconds, 86_400)).text)T\(Self.clock(floorModulo(seconds, 86_400)))"
    return fraction == 0 ? base + "Z" : base + "." + padded(fraction, 6) + "Z"
  }

  private static func clock(_ secondOfDay: Int64) -> String {
    "\(padded(secondOfDay / 3_600, 2)):\(padded(secondOfDay / 60 % 60, 2)):\(padded(secondOfDay % 60, 2))"
  }
}

extension Instant: CustomStringConvertible {
  /// RFC 3339 in UTC.
  package var description: String { text }
}

func padded(_ value: Int64, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// Rounds towards minus infinity; total, since a provider may answer any number as a time.
func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
  value % divisor < 0 ? value / divisor - 1 : value / divisor
}

func floorModulo(_ value: Int64, _ divisor: Int64) -> Int64 {
  let remainder = value % divisor
  return remainder < 0 ? remainder + divisor : remainder
}
