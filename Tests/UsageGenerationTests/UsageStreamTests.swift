import Billing
import EventDecoding
import Testing

@testable import UsageGeneration

@Suite("Rows for benchmarks")
struct UsageStreamTests {
  private func rows(_ plan: UsageStream.Plan) -> [[UInt8]] {
    var stream = UsageStream(plan)
    var bytes: [UInt8] = []
    var rows: [[UInt8]] = []
    while stream.fill(&bytes, to: 10_000) {
      rows += bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
      bytes = []
    }
    return rows
  }

  @Test("are as many as asked for, decode, and repeat about as often as asked for")
  func decode() throws {
    let made = rows(.init(rowCount: 2_000, seed: 5, dayCount: 3, projectCount: 20, repeatPercent: 10))
    var decoder = EventDecoder(rules: EventDecodingRules())
    let events = try made.map { try decoder.decode($0).get().event }
    #expect(made.count == 2_000)
    #expect(Set(events.map(\.projectID)).count == 20)
    #expect((1_700...1_900).contains(Set(events.map(\.usageID)).count))
    #expect(Set(events.map { $0.timestamp.hour.dayStart }).count == 3)
    #expect((1_000...1_100).contains(made.reduce(0) { $0 + $1.count } / made.count))
  }

  @Test("are the same for the same seed and none alike without repetitions")
  func seeds() {
    let plan = UsageStream.Plan(rowCount: 500, seed: 9, repeatPercent: 0)
    #expect(rows(plan) == rows(plan) && Set(rows(plan)).count == 500)
    #expect(rows(plan) != rows(.init(rowCount: 500, seed: 10, repeatPercent: 0)))
  }
}
