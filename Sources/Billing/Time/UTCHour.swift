/// One hour of UTC, `[start, start + 1 h)`, counted from 1970-01-01T00.
package struct UTCHour: Hashable, Comparable, Sendable {
  /// Hours since the epoch.
  package let index: Int64

  /// The hour so many hours after the epoch.
  package init(index: Int64) { self.index = index }

  /// The hour that holds `instant`.
  package init(containing instant: Instant) { index = floorDivide(instant.epochSeconds, 3_600) }

  /// The hour's first instant.
  package var start: Instant { Instant(epochSeconds: index * 3_600) }
  /// The hour `count` hours later.
  package func adding(hours count: Int64) -> UTCHour { UTCHour(index: index + count) }
  /// The first hour of this hour's UTC day.
  package var dayStart: UTCHour { UTCHour(index: floorDivide(index, 24) * 24) }
  /// The hour's day.
  package var date: CivilDate { CivilDate(dayNumber: floorDivide(index, 24)) }
  /// The first hour of this hour's UTC month: its billing period begins there.
  package var monthStart: UTCHour {
    let date = date
    return UTCHour(index: (date.dayNumber - date.day + 1) * 24)
  }
  /// The first hour of the month after this hour's.
  package var monthEnd: UTCHour {
    let first = monthStart
    return first.adding(hours: CivilDate.dayCount(first.date.year, first.date.month) * 24)
  }

  /// Earlier first.
  package static func < (left: UTCHour, right: UTCHour) -> Bool { left.index < right.index }

  /// `yyyy-mm-ddThh`.
  package var text: String { "\(date.text)T\(padded(floorModulo(index, 24), 2))" }
}
