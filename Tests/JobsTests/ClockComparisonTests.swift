import Billing
import Jobs
import Testing

@Suite("The machine's clock against the targets', before anything is sealed")
struct ClockComparisonTests {
  private func office() throws -> Office {
    let office = try Office()
    office.post(UsageDraft("one"), UsageDraft("two").with { $0.project = "proj-2" })
    return office
  }

  @Test(
    "More than five minutes apart: events are posted, nothing is sealed or sent, and the run ends with 75 (I15)",
    arguments: [301, -301, 86_400] as [Int64])
  func differs(aheadSeconds: Int64) throws {
    let office = try office()
    office.second.clockAheadSeconds = aheadSeconds
    let results = try office.run()
    #expect(results.failure == .clockDiffers(provider: ProviderID("second"), seconds: -aheadSeconds))
    #expect(results.exitStatus == .temporary)
    #expect(results.importTally.postedCount == 2)
    #expect(results.seals.isEmpty)
    #expect(office.first.submitted.isEmpty, "not even to the target whose clock agrees")
    #expect(try office.items().isEmpty)
    office.second.clockAheadSeconds = 0
    let next = try office.run()
    #expect(next.exitStatus == .done)
    #expect(next.standing.eventCount == 2)
  }

  @Test("Five minutes are allowed", arguments: [300, -300] as [Int64])
  func allowed(aheadSeconds: Int64) throws {
    let office = try office()
    office.first.clockAheadSeconds = aheadSeconds
    #expect(try office.run().exitStatus == .done)
  }

  @Test("How pressing debts are goes by each target's own clock, not by this machine's (I15, I17)")
  func alarms() throws {
    let office = try office()
    for target in [office.first, office.second] {
      target.preparation = { _ in .closed(.unreachable, state: .deferred, reason: "down") }
    }
    try office.run()
    let item = try #require(try office.items().first { $0.bucket.provider == office.first.id })
    let start = item.bucket.start.adding(hours: 1).start
    let halfSeconds = item.deadlineAt.seconds(since: start) / 2
    office.clock.instant = start.adding(seconds: halfSeconds - 100)
    #expect(try office.run().alarms == [])
    office.first.clockAheadSeconds = 200
    let alarms = try office.run().alarms
    #expect(alarms.map(\.alarm) == [.due])
    #expect(alarms.map(\.count) == [1])
  }

  @Test(
    "A target that tells one time and judges by another is sent nothing (I15)",
    arguments: [301, -301] as [Int64])
  func judgedByAnother(aheadSeconds: Int64) throws {
    let office = try office()
    office.first.judgesAheadSeconds = aheadSeconds
    try office.run()
    #expect(office.first.submitted.isEmpty)
    #expect(office.second.submitted.isEmpty == false)
    let waiting = try office.items().filter { $0.bucket.provider == office.first.id }
    #expect(!waiting.isEmpty && waiting.allSatisfy { $0.progress.reason.contains("time is not known") })
    office.first.judgesAheadSeconds = 0
    #expect(try office.run().exitStatus == .done)
  }

  @Test("A target that does not answer stops nothing, and hides nothing of the next one's clock")
  func unreachable() throws {
    let office = try office()
    office.first.canBeReached = false
    #expect(try office.run().seals.map(\.plannedCount) == [2])
    office.second.clockAheadSeconds = -301
    #expect(try office.run().exitStatus == .temporary)
  }

  @Test("Nothing is sealed or sent while no target tells its time: this machine's clock may be a month ahead")
  func nobodyTells() throws {
    let office = try office()
    (office.first.canBeReached, office.second.canBeReached) = (false, false)
    office.clock.instant = office.clock.instant.adding(seconds: 30 * 86_400)
    #expect(try office.run().seals.isEmpty)
    #expect(office.first.submitted.isEmpty)
    office.clock.instant = office.clock.instant.adding(seconds: -30 * 86_400)
    (office.first.canBeReached, office.second.canBeReached) = (true, true)
    #expect(try office.run().seals.map(\.plannedCount) == [2])
  }

  @Test("A target that was sealed for is sent nothing while its time is unknown")
  func unknownTime() throws {
    let office = try office()
    office.first.canBeReached = false
    try office.run()
    #expect(office.first.submitted.isEmpty)
    #expect(try office.states() == [.deferred: 1, .delivered: 1])
    office.first.canBeReached = true
    #expect(try office.run().exitStatus == .done)
  }

  @Test("A target that the job does not send to is not asked")
  func otherTarget() throws {
    let office = try office()
    office.second.clockAheadSeconds = 4_000
    var plan = RunPlan.nightly()
    plan.job = JobDefinition(
      name: "first-only", summary: "s", reason: "r", window: plan.job.window, steps: plan.job.steps,
      providers: [ProviderID("first")], dispatchedStates: plan.job.dispatchedStates, importPaths: [],
      limits: plan.job.limits)
    #expect(try office.run(plan).failure == nil)
  }

  @Test("A run by a clock that was a month ahead does not stop the runs after the clock was set right")
  func aheadAndBack() throws {
    let office = try office()
    let right = office.clock.instant
    office.clock.instant = right.adding(seconds: 30 * 86_400)
    for target in [office.first, office.second] { target.clockAheadSeconds = -30 * 86_400 }
    #expect(try office.run().exitStatus == .temporary)
    office.clock.instant = right
    for target in [office.first, office.second] {
      target.clockAheadSeconds = 0
      target.canBeReached = false
    }
    #expect(throws: RunError.self, "nobody says which clock was wrong") { try office.run() }
    for target in [office.first, office.second] { target.canBeReached = true }
    #expect(try office.run().exitStatus == .done)
  }

  @Test("While a target's time is unknown, nothing of it is called expired or unknown")
  func nothingIsFinalWithoutTime() throws {
    let office = try office()
    office.first.preparation = { _ in .closed(.credentialsMissing, state: .deferred, reason: "no key") }
    try office.run()
    office.clock.instant = office.clock.instant.adding(seconds: 36 * 86_400)
    office.first.canBeReached = false
    try office.run()
    #expect(try office.states() == [.deferred: 1, .delivered: 1])
    office.first.canBeReached = true
    #expect(try office.run().exitStatus == .expired)
    #expect(try office.states() == [.expired: 1, .delivered: 1])
  }
}
