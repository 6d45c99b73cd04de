/// How rows for benchmarks spread over time, projects and tiers. What a program that meters them pays depends on it:
/// how many cells there are, and whether rows of one cell lie near each other.
package enum UsageShape: String, CaseIterable, Sendable {
  /// Any time of the span, every project as busy as the next, one tier a project: as many cells as can be, in no order.
  case uniform
  /// The same, in the order of time to about a quarter of an hour, as telemetry arrives.
  case ordered
  /// Few projects have most rows, the one of rank `r` in proportion to `r^-1.25`, and all work by day: few, full cells.
  case zipf
  /// As uniform, and every project works on every tier: nearly every row has a cell of its own.
  case wide
}
