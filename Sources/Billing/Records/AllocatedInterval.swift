/// A half-open interval of time on whole milliseconds, `[start, end)`, never empty.
package struct AllocatedInterval: Hashable, Sendable {
  /// The first instant.
  package let start: Instant
  /// One past the last.
  package let end: Instant

  /// `nil` unless `start` is before `end` and both are whole milliseconds.
  package init?(start: Instant, end: Instant) {
    guard start < end, start.isWholeMillisecond, end.isWholeMillisecond else { return nil }
    self.start = start
    self.end = end
  }

  private init(clipped start: Instant, _ end: Instant) {
    self.start = start
    self.end = end
  }

  /// How long it is.
  package var milliseconds: Int64 { end.milliseconds(since: start) }

  /// Whether both hold an instant.
  package func intersects(_ other: AllocatedInterval) -> Bool { start < other.end && other.start < end }

  /// Its parts in UTC hours, each in one, in order: they add up to it, without hole or overlap.
  package var hourly: [(hour: UTCHour, part: AllocatedInterval)] {
    var parts: [(hour: UTCHour, part: AllocatedInterval)] = []
    var from = start
    while from < end {
      let hour = from.hour
      let until = min(end, hour.adding(hours: 1).start)
      parts.append((hour, AllocatedInterval(clipped: from, until)))
      from = until
    }
    return parts
  }

  /// `START to END`.
  package var text: String { "\(start.text) to \(end.text)" }
}

extension Instant {
  /// Whole milliseconds from `earlier` to this instant, rounded down.
  package func milliseconds(since earlier: Instant) -> Int64 {
    let microseconds = Int128(self.microseconds - earlier.microseconds)
    return Int64(Rounding.down.quotient(microseconds, by: 1_000))
  }

  /// Whether it has no digits below a millisecond.
  package var isWholeMillisecond: Bool { microseconds.isMultiple(of: 1_000) }
}
