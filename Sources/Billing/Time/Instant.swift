/// A point in time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
package struct Instant: Hashable, Comparable, Sendable {
  /// Microseconds since the epoch.
  package let microseconds: Int64

  /// The instant so many microseconds after the epoch.
  package init(microseconds: Int64) { self.microseconds = microseconds }

  /// The instant so many whole seconds after the epoch.
  package init(epochSeconds: Int64) { microseconds = epochSeconds * 1_000_000 }

  /// Whole seconds since the epoch, rounded down.
  package var epochSeconds: Int64 { floorDivide(microseconds, 1_000_000) }

  /// Earlier first.
  package static func < (left: Instant, right: Instant) -> Bool { left.microseconds < right.microseconds }

  /// The instant `seconds` later.
  package func adding(seconds: Int64) -> Instant { Instant(microseconds: microseconds + seconds * 1_000_000) }

  /// Seconds from `earlier` to this instant, rounded towards zero.
  package func seconds(since earlier: Instant) -> Int64 { (microseconds - earlier.microseconds) / 1_000_000 }

  /// The UTC hour that holds this instant.
  package var hour: UTCHour { UTCHour(containing: self) }
}
