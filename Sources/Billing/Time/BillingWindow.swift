/// A half-open UTC interval on hour boundaries, `[start, end)`, never empty.
package struct BillingWindow: Hashable, Sendable {
  /// The first hour.
  package let start: UTCHour
  /// One past the last hour.
  package let end: UTCHour

  /// A window of at least one hour; an empty one is a programmer error.
  package init(start: UTCHour, end: UTCHour) {
    precondition(start < end, "a billing window holds at least one hour")
    self.start = start
    self.end = end
  }

  /// Whether `hour` lies inside.
  package func contains(_ hour: UTCHour) -> Bool { start <= hour && hour < end }
  /// How many hours it has.
  package var hourCount: Int64 { end.index - start.index }

  /// `2026-11-20`, `2026-11`, `2026-11-20T03` where the window is just that, else `A/B`.
  package var text: String {
    if hourCount == 1 { return start.text }
    if hourCount == 24, start == start.dayStart { return start.date.text }
    if start == start.monthStart, end == start.monthEnd { return String(start.date.text.dropLast(3)) }
    return "\(start.text)/\(end.text)"
  }
}
