import Glibc
import StrictJSON
import Testing

@Suite("Runs killed with SIGKILL")
struct KillTests {
  /// Where chance starts; printed by every failure.
  static let seed: UInt64 = 20_261_120

  @Test(
    "Killed 30 times anywhere in a run with faults, the last run ends with every unit counted once (I25, I26)"
  )
  func killLoop() throws {
    let tiers = (0..<40).map { "t\($0)" }
    let catalog = CatalogDraft.tiered(tiers)
    let rehearsal = try Rehearsal(catalog, attemptsMax: 3)
    let usage =
      [UsageDraft].usage(of: ["proj-s", "proj-t"], hours: Array(2..<24))
      + tiers.map { tier in
        UsageDraft("use-\(tier)").with {
          $0.project = "proj-a"; $0.hardwareTier = tier
        }
      }
    try rehearsal.drop("events.ndjson", usage)
    try rehearsal.simulator.strike(
      .aws("reset_after_effect", ["probability_percent": "15"]),
      .aws("unprocessed", ["record_count": "5", "probability_percent": "20"]),
      .stripe("error_after_effect", ["status": "500", "probability_percent": "10"]),
      .stripe("reset_after_effect", ["probability_percent": "5"]),
      .stripe("delay_after_effect", ["milliseconds": "15"]))
    var chance = SplitMix(state: Self.seed)
    var killedCount = 0
    for round in 0..<30 {
      let minute = round < 10 ? "0\(round)" : "\(round)"
      let command = try rehearsal.start(["run", "nightly"], at: "2026-11-21T01:\(minute):00Z")
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
    #expect(try rehearsal.simulator.postCount() > 5, "seed \(Self.seed)")
    try rehearsal.simulator.strike()
    let (answer, results) = try rehearsal.results(of: "nightly", at: "2026-11-21T01:45:00Z")
    expect(answer, endsWith: 0)
    #expect(results.brokenEquations.isEmpty, "seed \(Self.seed)")
    #expect(results.count("stripe", "delivered") == 44, "seed \(Self.seed)")
    #expect(results.count("aws", "delivered") == 40, "seed \(Self.seed)")
    try rehearsal.expectAgreement()
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
    #expect(try rehearsal.bill("status").output.contains("compare with what the provider holds"))
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
  func waitUntilHeld(by provider: String) throws {
    for _ in 0..<1_000 {
      let buckets = try simulator.totals()[provider]?["buckets"]?.array ?? []
      if !buckets.isEmpty { return }
      usleep(5_000)
    }
    throw Failure("\(provider) holds nothing")
  }
}
