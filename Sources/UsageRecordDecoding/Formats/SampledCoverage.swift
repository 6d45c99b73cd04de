import Billing

/// How much of the time that samples span they cover: what a person is told about gaps.
struct SampledCoverage {
  let intervalMilliseconds: Int64
  private var coveredMilliseconds: Int64 = 0
  private var missingMilliseconds: Int64 = 0
  private var gapTexts: [String] = []
  private var gapCount = 0

  init(intervalMilliseconds: Int64) { self.intervalMilliseconds = intervalMilliseconds }

  mutating func add(_ runs: SampledRuns, of owner: SampledOwner) {
    coveredMilliseconds += runs.runs.reduce(0) { $0 + $1.end - $1.start }
    for gap in runs.gaps {
      missingMilliseconds += gap.end - gap.start
      gapCount += 1
      guard gapTexts.count < UsageRecordLimits.toldGapCountMax else { continue }
      let (start, end) = (Instant(microseconds: gap.start * 1_000), Instant(microseconds: gap.end * 1_000))
      gapTexts.append("\(owner.device.text) from \(start) to \(end)")
    }
  }

  var notes: [String] {
    let seconds = GridText.format(Int128(intervalMilliseconds), gridDigits: 3)
    let span = coveredMilliseconds + missingMilliseconds
    guard gapCount > 0, span > 0 else { return ["scrape interval \(seconds) s; no gaps"] }
    let permille = Rounding.down.quotient(Int128(coveredMilliseconds) * 1_000, by: Int128(span))
    let more = gapCount > gapTexts.count ? " and \(gapCount - gapTexts.count) more" : ""
    return [
      "scrape interval \(seconds) s; \(gapCount == 1 ? "1 gap" : "\(gapCount) gaps"), "
        + "\(GridText.format(permille, gridDigits: 1)) % of the time was observed and is billed, "
        + "\(gapCount == 1 ? "the gap is" : "the gaps are") not: \(gapTexts.joined(separator: "; "))\(more)"
    ]
  }
}
