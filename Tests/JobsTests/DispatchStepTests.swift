import Billing
import Jobs
import SQLiteStore
import Testing

@Suite("The dispatch step")
struct DispatchStepTests {
  /// An office whose next run sends `count` items of the first target, each of its own hour, and one of the
  /// second.
  private func office(_ count: Int = 3) throws -> Office {
    let office = try Office()
    office.post(
      (0..<count).map { index in
        UsageDraft("use-\(index)").with { $0.hour = $0.hour.adding(hours: -Int64(index)) }
      } + [UsageDraft("other").with { $0.project = "proj-2" }])
    return office
  }

  @Test("Nothing is submitted before it is durably in flight (I11)")
  func durableFirst() throws {
    let office = try office()
    var found: [DispatchState] = []
    office.first.whileSubmitting = { [path = office.path] items in
      for item in items {
        let store = try? SQLiteStore.open(path: path, mode: .readOnly)
        found += (try? store?.trace(item.id))??.items.map(\.progress.state) ?? []
      }
    }
    try office.run()
    #expect(found == [.inFlight, .inFlight, .inFlight])
  }

  @Test("A closed target makes debts with its reason, no attempt, and the next target has its turn (case 20)")
  func closed() throws {
    let office = try office()
    office.first.preparation = { _ in .closed(.credentialsMissing, state: .skipped, reason: "no key") }
    let results = try office.run()
    #expect(results.exitStatus == .partial)
    #expect(results.dispatches.map(\.attemptCount) == [0, 1])
    #expect(try office.states() == [.skipped: 3, .delivered: 1])
    #expect(
      try office.items().filter { $0.progress.state == .skipped }.allSatisfy {
        $0.progress.reason == "no key"
      })
    office.first.preparation = { _ in .ready(blocked: [:]) }
    #expect(try office.run().exitStatus == .done)
    #expect(office.first.counted.count == 3)
  }

  @Test("A target that closes half-way leaves every other item a debt; none is tried in vain (I24)")
  func closedHalfWay() throws {
    let office = try office(8)
    office.first.claimRule = ClaimRule(itemCountMax: 2, isExclusiveBySeries: false, sharesBatchKey: false)
    var answeredCount = 0
    office.first.answer = { _ in
      answeredCount += 1
      return answeredCount <= 3 ? nil : .closed(detail: "401", closure: .credentialsRefused)
    }
    let results = try office.run()
    #expect(results.exitStatus == .credentialsRefused)
    #expect(office.first.submitted.count == 2)
    #expect(try office.states() == [.delivered: 4, .deferred: 5])
    office.first.answer = { _ in nil }
    #expect(try office.run().exitStatus == .done)
    #expect(office.first.counted.count == 8)
  }

  @Test("Items in whose way something is are deferred with its reason; the others are sent")
  func blocked() throws {
    let office = try office()
    let blockedHour = ManualClock.night.hour.adding(hours: -5)
    office.first.preparation = { items in
      .ready(
        blocked: Dictionary(
          uniqueKeysWithValues: items.filter { $0.bucket.start == blockedHour }.map { ($0.id, "archived") }))
    }
    let results = try office.run()
    #expect(results.exitStatus == .partial)
    #expect(try office.states() == [.delivered: 3, .deferred: 1])
    #expect(try office.items().first { $0.progress.state == .deferred }?.progress.reason == "archived")
  }

  @Test("No item is tried more often than the job allows, and each time with the same bytes (I13, I24)")
  func retryBudget() throws {
    let office = try office(1)
    office.first.answer = { _ in
      .ambiguous(detail: "lost", needsNewGeneration: true, retryAfterSeconds: nil)
    }
    let results = try office.run(.nightly(attemptCountMax: 4))
    #expect(results.exitStatus == .partial)
    #expect(results.dispatches.first?.ambiguousCount == 4)
    let sent = office.first.submitted.flatMap(\.self)
    #expect(sent.map(\.progress.attemptCount) == [1, 2, 3, 4])
    #expect(sent.map(\.progress.generation) == [0, 1, 2, 3])
    #expect(Set(sent.map(\.payload.bytes)).count == 1)
    #expect(Set(sent.map(\.id)).count == 1)
  }

  @Test("A run ends at its deadline with what it has, and waits for nothing beyond it (I24)")
  func deadline() throws {
    let office = try office(1)
    office.first.answer = { _ in .refusedForNow(detail: "busy", retryAfterSeconds: 25) }
    let results = try office.run(.nightly(attemptCountMax: 100, deadlineSeconds: 60))
    #expect(results.dispatches.first?.endedEarly == true)
    #expect((1...3).contains(office.first.submitted.count))
    #expect(office.clock.sleptMilliseconds < 60_000)
    #expect(try office.states() == [.inFlight: 1, .delivered: 1])
  }

  @Test("Items that may be tried again at different times are each waited for")
  func differentRetries() throws {
    let office = try office(3)
    office.first.answer = { item in
      let waitSeconds = 5 * (1 + item.bucket.start.index % 3)
      return item.progress.attemptCount == 1
        ? .refusedForNow(detail: "busy", retryAfterSeconds: waitSeconds) : nil
    }
    #expect(try office.run().exitStatus == .done)
    #expect(office.first.submitted.map(\.count) == [3, 1, 1, 1])
    #expect(office.clock.sleptMilliseconds < 16_000)
  }

  @Test(
    "A target that asks for an hour of patience is left to the next run, and keeps none waiting (case 20)")
  func patience() throws {
    let office = try office(2)
    office.first.answer = { _ in .refusedForNow(detail: "busy", retryAfterSeconds: 3_600) }
    let results = try office.run(.nightly(deadlineSeconds: 14_400))
    #expect(results.exitStatus == .partial)
    #expect(office.clock.sleptMilliseconds == 0)
    #expect(try office.states() == [.inFlight: 2, .delivered: 1])
    office.first.answer = { _ in nil }
    try office.run()
    #expect(office.first.submitted.count == 1)
    office.clock.instant = office.clock.instant.adding(seconds: 3_601)
    #expect(try office.run().exitStatus == .done)
  }

  @Test("A run asked to stop ends as interrupted after the batch under way, and the next goes on")
  func stopped() throws {
    let office = try office(4)
    office.first.claimRule = ClaimRule(itemCountMax: 1, isExclusiveBySeries: false, sharesBatchKey: false)
    office.first.whileSubmitting = { [clock = office.clock] _ in clock.isStopped = true }
    let results = try office.run()
    #expect(results.exitStatus == .interrupted(signal: 15))
    #expect(try office.states() == [.delivered: 1, .planned: 4])
    office.clock.isStopped = false
    office.first.whileSubmitting = { _ in }
    #expect(try office.run().exitStatus == .done)
  }

  @Test("Where a target wants one at a time of a series, no batch has two (I22)")
  func exclusiveSeries() throws {
    let office = try office(6)
    office.first.claimRule = ClaimRule(itemCountMax: 25, isExclusiveBySeries: true, sharesBatchKey: false)
    #expect(try office.run().exitStatus == .done)
    #expect(office.first.submitted.map(\.count) == Array(repeating: 1, count: 6))
  }

  @Test("A later revision waits until the earlier one of its bucket is settled")
  func revisionsInOrder() throws {
    let office = try office(1)
    office.first.answer = { _ in .ambiguous(detail: "lost", needsNewGeneration: false, retryAfterSeconds: nil)
    }
    try office.run(.nightly(attemptCountMax: 1))
    office.post(UsageDraft("late"))
    office.clock.instant = office.clock.instant.adding(seconds: 21 * 3_600)
    try office.run(.nightly(hours: 1, attemptCountMax: 1))
    #expect(office.first.submitted.flatMap(\.self).map(\.revision) == [0, 0])
    office.first.answer = { _ in nil }
    office.clock.instant = office.clock.instant.adding(seconds: 60)
    #expect(try office.run().exitStatus == .done)
    #expect(office.first.submitted.flatMap(\.self).map(\.revision) == [0, 0, 0, 1])
    #expect(office.first.counted.values.reduce(0, +) == 4)
  }

  @Test(
    "An attempt that may have counted is unknown after the safe window, and is never sent again (I12, I14)")
  func unknown() throws {
    let office = try office(1)
    office.first.answer = { [first = office.first] item in
      first.count(item)
      return .ambiguous(detail: "lost", needsNewGeneration: false, retryAfterSeconds: nil)
    }
    try office.run(.nightly(attemptCountMax: 1))
    office.first.answer = { _ in nil }
    office.clock.instant = office.clock.instant.adding(seconds: 22 * 3_600)
    for _ in 0..<2 { #expect(try office.run().exitStatus == .partial) }
    #expect(try office.states() == [.unknown: 1, .delivered: 1])
    #expect(office.first.submitted.count == 1)
  }

  @Test(
    "What is refused beside an item that can be sent no more keeps its own doubt, not that of the other (I19)"
  )
  func doubtOfItsOwn() throws {
    let office = try office(2)
    office.first.acceptanceSeconds = 8 * 3_600
    let openHour = ManualClock.night.hour.adding(hours: -4)
    office.first.answer = { [first = office.first] item in
      guard item.bucket.start == openHour else {
        return .refusedForNow(detail: "busy", retryAfterSeconds: nil)
      }
      first.count(item)
      return .ambiguous(detail: "lost", needsNewGeneration: false, retryAfterSeconds: nil)
    }
    try office.run(.nightly(attemptCountMax: 1))
    // The other item's time ends between the reading of what is due and the claim.
    office.clock.instant = openHour.adding(hours: 7).start.adding(seconds: -60)
    office.first.preparation = { [clock = office.clock] _ in
      clock.pass(seconds: 120)
      return .ready(blocked: [:])
    }
    office.first.answer = { _ in .refusedForNow(detail: "busy", retryAfterSeconds: nil) }
    try office.run(.nightly(attemptCountMax: 1))
    #expect(office.first.submitted.map(\.count) == [2, 1])
    let item = try #require(try office.items().first { $0.bucket.start == openHour })
    #expect(item.progress.ambiguousSince == ManualClock.night)
    office.clock.instant = item.deadlineAt.adding(seconds: 60)
    try office.run()
    #expect(try office.states() == [.unknown: 1, .rejected: 1, .delivered: 1], "the target counts it")
  }

  @Test("What nobody tried in time is expired; what was refused every time is rejected (I19, I20)")
  func pastDeadline() throws {
    let office = try office(2)
    let refusedHour = ManualClock.night.hour.adding(hours: -4)
    office.first.preparation = { items in
      .ready(
        blocked: Dictionary(
          uniqueKeysWithValues: items.filter { $0.bucket.start != refusedHour }.map { ($0.id, "archived") }))
    }
    office.first.answer = { _ in .refusedForNow(detail: "busy", retryAfterSeconds: nil) }
    try office.run(.nightly(attemptCountMax: 2))
    office.clock.instant = office.clock.instant.adding(seconds: 36 * 86_400)
    let results = try office.run()
    #expect(try office.states() == [.expired: 1, .rejected: 1, .delivered: 1])
    #expect(try office.items().first { $0.progress.state == .expired }?.progress.attemptCount == 0)
    #expect(results.exitStatus == .breaks)
    #expect(office.first.counted.isEmpty)
    #expect(results.audit.broken.isEmpty)
  }

  @Test("A re-run of missing items leaves tried ones alone, and of failed ones the others (I33)")
  func selections() throws {
    let office = try office(2)
    let triedHour = ManualClock.night.hour.adding(hours: -4)
    office.first.preparation = { items in
      .ready(
        blocked: Dictionary(
          uniqueKeysWithValues: items.filter { $0.bucket.start != triedHour }.map { ($0.id, "archived") }))
    }
    office.first.answer = { _ in .refusedForNow(detail: "busy", retryAfterSeconds: nil) }
    try office.run(.nightly(attemptCountMax: 1))
    office.first.preparation = { _ in .ready(blocked: [:]) }
    office.first.answer = { _ in nil }
    office.clock.instant = office.clock.instant.adding(seconds: 7_200)
    let day = BillingWindow(start: triedHour.dayStart, end: triedHour.dayStart.adding(hours: 24))
    try office.run(.nightly(window: day, selection: .missing))
    #expect(office.first.submitted.last?.map(\.bucket.start) == [triedHour.adding(hours: -1)])
    try office.run(.nightly(window: day, selection: .failed))
    #expect(office.first.submitted.last?.map(\.bucket.start) == [triedHour])
    let sentCount = office.first.submitted.count
    try office.run(.nightly(window: day))
    #expect(office.first.submitted.count == sentCount)
  }

  @Test("Only the states that a job names are tried")
  func dispatchedStates() throws {
    let office = try office(1)
    try office.run(.nightly(states: [.deferred]))
    #expect(office.first.submitted.isEmpty)
    #expect(try office.states() == [.planned: 2])
  }

  @Test(
    "what may have counted is not sent again by a run that stood still until its safe window was over (I14)")
  func pauseBeforeClaim() throws {
    let office = try Office()
    office.post(UsageDraft("use-1"))
    office.first.answer = { _ in
      .ambiguous(detail: "reset", needsNewGeneration: false, retryAfterSeconds: 7_200)
    }
    try office.run()
    office.clock.pass(seconds: 3 * 3_600)
    office.first.answer = { _ in nil }
    office.first.preparation = { [clock = office.clock] _ in
      // The due items are read, and the process is stopped for a day.
      clock.pass(seconds: 86_400)
      return .ready(blocked: [:])
    }
    try office.run(.nightly(deadlineSeconds: 7 * 86_400))
    #expect(office.first.submitted.count == 1)
    #expect(try office.states() == [.unknown: 1])
  }
}
