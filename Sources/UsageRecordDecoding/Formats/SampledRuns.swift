import Billing

/// What samples say about time: only what lies between two samples that stand no further apart than the scrape interval
/// was observed. A hole is reported and never filled, and a sample alone covers no time.
struct SampledRuns {
  /// From the first to the last sample of each run, in milliseconds since the epoch.
  private(set) var runs: [(start: Int64, end: Int64)] = []
  /// From the last sample before to the first after each hole.
  private(set) var gaps: [(start: Int64, end: Int64)] = []

  /// `instants` rise.
  init(_ instants: [Int64], intervalMilliseconds: Int64) {
    let distanceMax =
      intervalMilliseconds + intervalMilliseconds / 100 * UsageRecordLimits.jitterPercent
    guard var start = instants.first else { return }
    var last = start
    for instant in instants.dropFirst() {
      if instant - last > distanceMax {
        if last > start { runs.append((start, last)) }
        gaps.append((last, instant))
        start = instant
      }
      last = instant
    }
    if last > start { runs.append((start, last)) }
  }

  /// The least distance between two samples of one series; `nil` when no series has two. Too small an interval makes
  /// gaps that are reported, too large a one would bill them.
  static func leastDistance(in series: [PrometheusRange.Series]) -> Int64? {
    series.compactMap { series in zip(series.instants, series.instants.dropFirst()).map { $1 - $0 }.min() }
      .min()
  }
}
