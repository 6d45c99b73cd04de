import Glibc
import StrictJSON
import Testing

@Suite("Runs killed with SIGKILL")
struct KillTests {
  /// Where chance starts; printed by every failure.
  static let seed: UInt64 = 20_261_120

  @Test(
    "Killed 30 times anywhere while events keep coming, runs with faults end with every unit counted once (I26)"
  )
  func killLoop() throws {
    let tiers = (0..<40).map { "t\($0)" }
    let rehearsal = try Rehearsal(.tiered(tiers), attemptsMax: 3)
    let usage = [UsageDraft].usage(of: ["proj-s", "proj-t"], hours: Array(2..<24))
    try rehearsal.drop("events.ndjson", usage + tiers.map { Self.marketplaceUsage("use-\($0)", tier: $0) })
    try rehearsal.simulator.strike(
      .aws("reset_after_effect", ["probability_percent": "15"]),
      .aws("unprocessed", ["record_count": "5", "probability_percent": "20"]),
      .stripe("error_after_effect", ["status": "500", "probability_percent": "10"]),
      .stripe("reset_after_effect", ["probability_percent": "5"]),
      .stripe("delay_after_effect", ["milliseconds": "15"]))
    var chance = SplitMix(state: Self.seed)
    var killedCount = 0
    for round in 0..<30 {
      try rehearsal.drop("round-\(round).ndjson", Self.lateUsage(round))
      let command = try rehearsal.start(["run", "hourly"], at: Self.instant(round))
      if round.isMultiple(of: 2) {
        usleep(UInt32(chance.next() % 146 + 5) * 1_000)
      } else {
        try rehearsal.waitUntilPosted(Int(chance.next() % 4 + 1), by: command)
        usleep(UInt32(chance.next() % 10) * 1_000)
      }
      command.process.signal(SIGKILL)
      if try rehearsal.finish(command).exitCode == -SIGKILL { killedCount += 1 }
    }
    #expect(killedCount > 0, "seed \(Self.seed)")
    try rehearsal.simulator.strike()
    let (answer, results) = try rehearsal.results(of: "hourly", at: Self.instant(33))
    expect(answer, endsWith: 0)
    #expect(results.brokenEquations.isEmpty, "seed \(Self.seed)")
    try expectEverythingCounted(try rehearsal.simulator.totals())
    try rehearsal.expectAgreement()
  }

  /// What the loop's events add up to: 555.5 GPU hours of Stripe at the start and half an hour a round; an hour and a
  /// half of each tier of AWS, and a quarter of an hour a round of the first.
  private func expectEverythingCounted(_ totals: JSONValue) throws {
    let meter = totals["stripe"]?["meters"]?.array?.first { $0["event_name"]?.string == "gpu_hours" }
    #expect(meter?["value"]?.string == "570500000", "seed \(Self.seed)")
    let dimensions = totals["aws"]?["dimensions"]?.array ?? []
    #expect(dimensions.count == 40, "seed \(Self.seed)")
    for dimension in dimensions {
      let quantity = dimension["dimension"]?.string == "dim_t0" ? "9" : "1.5"
      #expect(dimension["quantity"]?.string == quantity, "seed \(Self.seed)")
    }
  }

  /// Twenty minutes a round from 01:15 on.
  private static func instant(_ round: Int) -> String {
    let minutes = 75 + 20 * round
    let (hour, minute) = (minutes / 60, minutes % 60)
    return "2026-11-21T\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute):00Z"
  }

  private static func marketplaceUsage(_ usageID: String, tier: String) -> UsageDraft {
    UsageDraft(usageID).with {
      $0.project = "proj-a"
      $0.hardwareTier = tier
    }
  }

  /// Usage of an hour that is sealed already in most rounds.
  private static func lateUsage(_ round: Int) -> [UsageDraft] {
    [
      UsageDraft("late-s-\(round)").with { $0.gpuHours = "0.5" },
      marketplaceUsage("late-a-\(round)", tier: "t0").with { $0.gpuHours = "0.25" },
    ]
  }

  @Test(
    "Killed after the request left, before or after it counted, the next run bills it once (cases 14, 15)",
    arguments: ["stripe", "aws"], ["delay_before_effect", "delay_after_effect"])
  func killedWaiting(provider: String, fault: String) throws {
    let rehearsal = try Rehearsal(attemptsMax: 8)
    let project = provider == "stripe" ? "proj-s" : "proj-a"
    try rehearsal.drop("events.ndjson", .usage(of: [project], hours: [20]))
    let delay = ["milliseconds": "600"]
    try rehearsal.simulator.strike(
      provider == "stripe" ? .stripe(fault, count: 1, delay) : .aws(fault, count: 1, delay))
    let command = try rehearsal.start(["run", "nightly"], at: Rehearsal.night)
    try rehearsal.waitUntilInFlight(provider)
    if fault == "delay_after_effect" { try rehearsal.waitUntilHeld(by: provider) }
    command.process.signal(SIGKILL)
    #expect(try rehearsal.finish(command).exitCode == -SIGKILL)
    let next = try rehearsal.bill("run", "nightly", at: "2026-11-21T01:30:00Z")
    expect(next, endsWith: 0)
    try rehearsal.expectAgreement()
  }

  @Test("Killed later than the safe window ago, an item is unknown and is never sent again (I14)")
  func unknown() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-s"], hours: [20]))
    try rehearsal.simulator.strike(.stripe("reset_after_effect", count: 1))
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    let posts = try rehearsal.simulator.postCount()
    let (answer, results) = try rehearsal.results(of: "nightly", at: "2026-11-22T01:15:00Z")
    expect(answer, endsWith: 3)
    #expect(results.count("stripe", "unknown") == 1)
    #expect(try rehearsal.simulator.postCount() == posts)
    #expect(try rehearsal.bill("status").output.contains("resolve"))
    // Once the bucket was quiet for three hours, Stripe's own total proves the lost answer.
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-22T05:00:00Z"), endsWith: 0)
    #expect(try rehearsal.simulator.postCount() == posts)
    try rehearsal.expectAgreement()
  }
}

/// Chance that is the same in every run.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension Rehearsal {
  /// Waits until a command has made that many requests that count something, or has ended.
  func waitUntilPosted(_ count: Int, by command: RunningCommand) throws {
    let before = try simulator.postCount()
    while try simulator.postCount() < before + count, !command.process.hasEnded() { usleep(1_000) }
  }

  /// Waits until a provider holds something.
  func waitUntilHeld(by provider: String, bucketCountMin: Int = 1) throws {
    for _ in 0..<1_000 {
      let buckets = try simulator.totals()[provider]?["buckets"]?.array ?? []
      if buckets.count >= bucketCountMin { return }
      usleep(5_000)
    }
    throw Failure("\(provider) does not hold \(bucketCountMin)")
  }
}
