import Billing
import Jobs
import Testing

@Suite("Items in doubt")
struct DoubtTests {
  /// An office whose first target lost the answer to its only item and was silent ever since, 24 hours later.
  private func doubtful(isCounted: Bool) throws -> Office {
    let office = try Office()
    office.post(UsageDraft("use-1"))
    office.first.answer = { [first = office.first] item in
      if isCounted { first.count(item) }
      return .ambiguous(detail: "reset", needsNewGeneration: false, retryAfterSeconds: 7_200)
    }
    try office.run()
    #expect(try office.states() == [.inFlight: 1])
    office.first.answer = { _ in nil }
    office.clock.instant = office.clock.instant.adding(seconds: 24 * 3_600)
    try office.run()
    #expect(try office.states() == [.unknown: 1])
    #expect(office.first.submitted.count == 1, "nothing is sent from unknown")
    return office
  }

  @Test(
    "what the target counts becomes delivered by its total, once the bucket is quiet; it is never sent again (I16)"
  )
  func counted() throws {
    let office = try doubtful(isCounted: true)
    office.clock.instant = office.clock.instant.adding(seconds: 3 * 3_600 - 60)
    #expect(try office.run().exitStatus == .partial)
    #expect(try office.states() == [.unknown: 1], "the bucket is not quiet yet")
    office.clock.instant = office.clock.instant.adding(seconds: 120)
    let results = try office.run()
    #expect(results.exitStatus == .done)
    #expect(results.dispatches[0].deliveredCount == 1)
    #expect(try office.states() == [.delivered: 1])
    #expect(office.first.submitted.count == 1)
  }

  @Test("what the target does not count is sent again, in a new generation, and counted once")
  func notCounted() throws {
    let office = try doubtful(isCounted: false)
    office.clock.instant = office.clock.instant.adding(seconds: 4 * 3_600)
    #expect(try office.run().exitStatus == .done)
    #expect(try office.states() == [.delivered: 1])
    #expect(office.first.submitted.count == 2)
    #expect(office.first.submitted[1][0].progress.generation == 1)
    #expect(office.first.counted.count == 1)
  }

  @Test("a total that explains nothing parks the item; a person who has looked ends the doubt, either way")
  func undecidable() throws {
    for decision in [ItemDecision.counted, .notCounted] {
      let office = try doubtful(isCounted: true)
      office.first.total = { _ in
        .counted(
          valueText: "77", accumulation: .delta,
          evidence: Receipt(
            kind: .found, providerRecordID: nil, requestID: nil, providerDate: nil, status: 200,
            bodyDigest: String(repeating: "0", count: 64), bodyExcerpt: ""))
      }
      office.clock.instant = office.clock.instant.adding(seconds: 4 * 3_600)
      try office.run()
      #expect(try office.states() == [.parked: 1])
      let id = try #require(try office.items().first?.id)
      guard case .failure(let refusal) = try office.decide(.approve, id) else {
        Issue.record("an item in doubt was approved")
        return
      }
      #expect(refusal.description.contains("parked"))
      let state = try office.decide(decision, id).get()
      #expect(state == (decision == .counted ? .delivered : .planned))
      #expect(try office.run().exitStatus == .done)
      #expect(office.first.submitted.count == (decision == .counted ? 1 : 2))
    }
  }

  @Test("a decision on an item that is not there, or not in doubt, is refused in words")
  func refused() throws {
    let office = try Office()
    office.post(UsageDraft("use-1"))
    try office.run()
    let id = try #require(try office.items().first?.id)
    for (decision, item, words) in [
      (ItemDecision.counted, id, "is delivered"), (.approve, id, "is delivered"),
      (.approve, "ag1_x", "no item"),
    ] {
      guard case .failure(let refusal) = try office.decide(decision, item) else {
        Issue.record("\(decision) was done to \(item)")
        return
      }
      #expect(refusal.description.contains(words))
    }
  }

  @Test("an item beyond a safety bound is held until a person approves it, then sent")
  func approval() throws {
    let office = try Office()
    office.bounds = SafetyBounds(itemCountMax: 1)
    office.post([UsageDraft("a"), UsageDraft("b").with { $0.hour = $0.hour.adding(hours: -1) }])
    #expect(try office.run().exitStatus == .partial)
    #expect(try office.states() == [.held: 2])
    #expect(office.first.submitted.isEmpty)
    for item in try office.items() { #expect(try office.decide(.approve, item.id).get() == .planned) }
    #expect(try office.run().exitStatus == .done)
    #expect(office.first.counted.count == 2)
  }

  @Test("what may have counted is not sent again while the provider's clock is not known (I15)")
  func timeUnknown() throws {
    let office = try Office()
    office.post(UsageDraft("use-1"))
    office.first.answer = { _ in
      .ambiguous(detail: "reset", needsNewGeneration: false, retryAfterSeconds: 7_200)
    }
    try office.run()
    office.first.answer = { _ in nil }
    office.first.canBeReached = false
    office.clock.instant = office.clock.instant.adding(seconds: 3 * 3_600)
    try office.run()
    #expect(office.first.submitted.count == 1)
    #expect(try office.states() == [.inFlight: 1])
    office.first.canBeReached = true
    try office.run()
    #expect(office.first.submitted.count == 2)
    #expect(try office.states() == [.delivered: 1])
  }

  @Test("no request leaves when too much time passed since the claim")
  func pauseGuard() throws {
    let office = try Office()
    office.post(UsageDraft("use-1"))
    try office.run()
    #expect(office.first.notAfterNanoseconds == [60_000_000_000])
  }
}
