import Billing
import EventDecoding
import Testing

@testable import UsageGeneration

@Suite("Rows for benchmarks")
struct UsageStreamTests {
  private func plan(
    _ rowCount: Int, seed: UInt64 = 5, _ change: (inout UsageStream.Plan) -> Void = { _ in }
  ) -> UsageStream.Plan {
    var plan = UsageStream.Plan(rowCount: rowCount, seed: seed)
    plan.repeatPercent = 0
    change(&plan)
    return plan
  }

  private func rows(_ plan: UsageStream.Plan) -> [[UInt8]] {
    UsageStream(plan).bytes(of: 0..<plan.rowCount).split(separator: UInt8(ascii: "\n")).map(Array.init)
  }

  private func events(_ plan: UsageStream.Plan) throws -> [UsageEvent] {
    var decoder = EventDecoder(rules: EventDecodingRules())
    return try rows(plan).map { try decoder.decode($0).get().event }
  }

  private func cellCount(_ events: [UsageEvent]) -> Int {
    Set(events.map { "\($0.timestamp.hour) \($0.projectID) \($0.hardwareTier) \($0.claim)" }).count
  }

  @Test("are as many as asked for, decode, and repeat about as often as asked for")
  func decode() throws {
    let plan = plan(2_000) {
      $0.dayCount = 3
      $0.projectCount = 20
      $0.repeatPercent = 10
    }
    let (made, events) = (rows(plan), try events(plan))
    #expect(made.count == 2_000)
    #expect(Set(events.map(\.projectID)).count == 20)
    #expect((1_700...1_900).contains(Set(events.map(\.usageID)).count))
    #expect((1_700...1_900).contains(Set(made).count))
    #expect(Set(events.map { $0.timestamp.hour.dayStart }).count == 3)
    #expect((1_000...1_100).contains(made.reduce(0) { $0 + $1.count } / made.count))
  }

  @Test("are the same for the same seed and none alike without repetitions")
  func seeds() {
    #expect(rows(plan(500)) == rows(plan(500)) && Set(rows(plan(500))).count == 500)
    #expect(Set(rows(plan(500))).isDisjoint(with: rows(plan(500, seed: 6))))
  }

  @Test("are the same in one piece and in many")
  func pieces() {
    let stream = UsageStream(plan(300) { $0.repeatPercent = 20 })
    let parts = [0..<1, 1..<120, 120..<120, 120..<300].flatMap { stream.bytes(of: $0) }
    #expect(parts == stream.bytes(of: 0..<300))
  }

  @Test("come in the order of time to a quarter of an hour, except in shapes that have none")
  func order() throws {
    for shape in UsageShape.allCases {
      let times = try events(plan(2_000) { $0.shape = shape }).map(\.timestamp.microseconds)
      let isOrdered = zip(times, times.dropFirst()).allSatisfy { $0.0 - $0.1 < 900_000_000 }
      #expect(isOrdered == (shape == .ordered), "\(shape)")
      let (first, last) = (Int64(1_790_812_800_000_000), Int64(1_793_404_800_000_000))
      #expect(times.allSatisfy { (first..<last).contains($0) }, "\(shape)")
    }
  }

  @Test("have the cells of their shape: few and full by Zipf's law, nearly one a row when wide")
  func shapes() throws {
    let counts = try UsageShape.allCases.map { shape in
      cellCount(
        try events(
          plan(6_000) {
            $0.shape = shape
            $0.dayCount = 2
            $0.projectCount = 100
            $0.claimsPerProject = 0
          }))
    }
    let (uniform, ordered, zipf, wide) = (counts[0], counts[1], counts[2], counts[3])
    // 4,800 cells, each empty with probability e^-1.25; wide: 38,400.
    #expect((3_300...3_550).contains(uniform) && (3_300...3_550).contains(ordered))
    #expect((400...1_500).contains(zipf) && wide > 5_400)
  }

  @Test("have as many projects and signatures as asked for, one tier a project unless wide")
  func claims() throws {
    let made = try events(
      plan(3_000) {
        $0.projectCount = 10
        $0.claimsPerProject = 3
      })
    #expect(Set(made.map { "\($0.projectID) \($0.hardwareTier)" }).count == 10)
    #expect(Set(made.map(\.claim)).count == 30)
    let wide = try events(
      plan(3_000) {
        $0.projectCount = 10
        $0.shape = .wide
      })
    #expect(Set(wide.map { "\($0.projectID) \($0.hardwareTier)" }).count == 80)
  }

  @Test("leave the signature out, and name the providers asked for")
  func metadata() throws {
    let plan = plan(200) {
      $0.claimsPerProject = 0
      $0.providers = ["stripe", "aws"]
    }
    #expect(try events(plan).allSatisfy { $0.claim.isEmpty && $0.providers?.count == 2 })
    let key = Array("fingerprint_signature".utf8)
    #expect(rows(plan).allSatisfy { row in !row.contains(key) })
    let mixed = try events(self.plan(200))
    #expect(Set(mixed.map { ($0.providers ?? []).map(\.name) }).count == 3)
  }
}
