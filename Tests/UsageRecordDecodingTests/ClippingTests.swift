import Billing
import Jobs
import Metering
import Testing

@testable import UsageRecordDecoding

@Suite("Intervals and hours")
struct ClippingTests {
  @Test(
    "the hours of a record add up to its GPUs times its duration, and touch",
    arguments: 0..<500 as Range<UInt64>)
  func addsUp(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let start = Instant(microseconds: 1_793_000_000_000_000 + Int64(random.below(100_000_000)) * 1_000)
    let duration = Int64(1 + random.below(seed.isMultiple(of: 2) ? 200_000_000 : 5_000_000))
    let end = Instant(microseconds: start.microseconds + duration * 1_000)
    let gpuCount = Int64(1 + random.below(64))
    let record = GPUUsageRecord(
      recordID: "r", format: .ndjson, allocation: "r", projectID: "p", hardwareTier: "t", modelName: "",
      currency: .usd, devices: [], gpuCount: gpuCount,
      interval: try #require(AllocatedInterval(start: start, end: end)), isShared: false)
    let usage = record.hourlyUsage
    #expect(usage.reduce(0) { $0 + $1.event.amounts.gpuMilliseconds } == gpuCount * duration)
    let noKey = EventKey(high: 0, low: 0)
    let rows = usage.map {
      EventRow(event: $0.event, key: noKey, contentDigest: noKey, line: 1, byteOffset: 0, holds: $0.holds)
    }
    let block = EventBlock(rows: rows, rawRows: [], rawByteCount: 0)
    let cells = CellMetering.cells(of: [PostedBlock(block, isPosted: rows.map { _ in true })])
    #expect(cells.reduce(0) { $0 + $1.sums.gpuMilliseconds } == Int128(gpuCount * duration))
    #expect(Set(usage.map(\.event.usageID)).count == usage.count)
    for (event, holds) in usage {
      let hour = event.timestamp.hour
      #expect(
        holds.allSatisfy { hour.start <= $0.interval.start && $0.interval.end <= hour.adding(hours: 1).start }
      )
    }
    for (before, after) in zip(usage, usage.dropFirst()) {
      #expect(before.holds[0].interval.end == after.holds[0].interval.start)
    }
    #expect(usage.first?.holds[0].interval.start == start && usage.last?.holds[0].interval.end == end)
  }

  @Test("every UTC day has 24 hours, also where clocks change")
  func noSummerTime() throws {
    let start = try #require(Instant(text: "2026-10-24T00:00:00Z"))
    let interval = try #require(AllocatedInterval(start: start, end: start.adding(seconds: 3 * 86_400)))
    let hours = interval.hourly.map(\.hour)
    #expect(
      Dictionary(grouping: hours) { $0.date.text }.mapValues(\.count) == [
        "2026-10-24": 24, "2026-10-25": 24, "2026-10-26": 24,
      ])
    #expect(interval.hourly.allSatisfy { $0.part.milliseconds == 3_600_000 })
  }

  @Test("an interval is on whole milliseconds and not empty")
  func intervals() throws {
    let start = Instant(epochSeconds: 100)
    #expect(AllocatedInterval(start: start, end: start) == nil)
    #expect(AllocatedInterval(start: start.adding(seconds: 1), end: start) == nil)
    #expect(AllocatedInterval(start: start, end: Instant(microseconds: 100_000_001)) == nil)
    #expect(AllocatedInterval(start: start, end: Instant(microseconds: 100_001_000))?.milliseconds == 1)
  }
}
