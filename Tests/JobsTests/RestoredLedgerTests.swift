import Billing
import Jobs
import Testing

@Suite("A ledger that is not the one that last sent from here (I30, I31)")
struct RestoredLedgerTests {
  /// An office that has sent one item, with its ledger as it was before.
  private func restored() throws -> (Office, MemoryWitness) {
    let office = try Office()
    let witness = MemoryWitness()
    office.witness = witness
    office.post(UsageDraft("use-0").with { $0.project = "proj-2" })
    try office.run()
    let copy = try office.copy()
    office.post(UsageDraft("use-1"))
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    try office.run()
    #expect(office.first.submitted.count == 1)
    try office.restore(copy)
    return (office, witness)
  }

  @Test("an older copy is refused before anything is imported, sealed or sent, as often as it is tried")
  func refused() throws {
    let (office, _) = try restored()
    for _ in 0..<5 {
      #expect(throws: RunError.self) { try office.run() }
    }
    #expect(office.first.submitted.count == 1)
  }

  @Test(
    "the witness knows of an attempt before its first byte leaves, so a copy from within the run is refused")
  func attemptIsWitnessed() throws {
    let office = try Office()
    let witness = MemoryWitness()
    office.witness = witness
    office.post(UsageDraft("use-1"))
    var knownCounts: [Int64?] = []
    office.first.whileSubmitting = { _ in knownCounts.append(witness.kept?.attemptCount) }
    try office.run()
    #expect(knownCounts == [1])
  }

  @Test("after recover, usage that the lost part had sent is found counted, and is not sent again")
  func recovered() throws {
    let (office, _) = try restored()
    office.clock.instant = office.clock.instant.adding(seconds: 2 * 86_400)
    let outcome = try office.recover()
    #expect(outcome.doubtedCount == 0, "the copy had nothing open")
    try office.run()
    #expect(try office.states() == [.unknown: 1, .delivered: 1])
    office.clock.instant = office.clock.instant.adding(seconds: 4 * 3_600)
    #expect(try office.run().exitStatus == .done)
    #expect(try office.states() == [.delivered: 2])
    #expect(office.first.submitted.count == 1, "nothing is sent twice")
  }

  @Test("what was in doubt before a recovery is asked about only hours after it (I16)")
  func doubtedAnew() throws {
    let (office, _) = try restored()
    office.clock.instant = office.clock.instant.adding(seconds: 2 * 86_400)
    try office.recover()
    try office.run()
    office.clock.instant = office.clock.instant.adding(seconds: 4 * 3_600)
    #expect(try office.recover().doubtedCount == 1)
    try office.run()
    #expect(try office.states() == [.unknown: 1, .delivered: 1], "it may have been sent a minute ago")
    office.clock.instant = office.clock.instant.adding(seconds: 4 * 3_600)
    try office.run()
    #expect(try office.states() == [.delivered: 2])
  }

  @Test(
    "a ledger that has sent something is refused where no witness of it is; one of another ledger is named")
  func copied() throws {
    let (office, witness) = try restored()
    witness.kept = nil
    do {
      try office.run()
      Issue.record("a copy ran")
    } catch {
      #expect("\(error)".contains("may be a copy") && "\(error)".contains("recover"))
      #expect(ExitStatus(error) == .storeFailed)
    }
    witness.kept = WitnessMark(ledgerID: String(repeating: "0", count: 32), epoch: 1, attemptCount: 0)
    #expect(throws: RunError.self) { try office.run() }
  }

  @Test(
    "recover is refused under a clock that no target confirms, or that one contradicts, and changes nothing (I15)"
  )
  func wrongClock() throws {
    let (office, witness) = try restored()
    let mark = witness.kept
    let rightInstant = office.clock.instant
    office.clock.instant = rightInstant.adding(seconds: -30 * 86_400)
    (office.first.clockAheadSeconds, office.second.clockAheadSeconds) = (30 * 86_400, 30 * 86_400)
    #expect(throws: RunError.clockDiffers(provider: office.first.id, seconds: -30 * 86_400)) {
      try office.recover()
    }
    (office.first.canBeReached, office.second.canBeReached) = (false, false)
    #expect(throws: RunError.timeUnconfirmed) { try office.recover() }
    #expect(ExitStatus(RunError.timeUnconfirmed) == .temporary)
    (office.first.clockAheadSeconds, office.second.clockAheadSeconds) = (0, 0)
    (office.first.canBeReached, office.second.canBeReached) = (true, true)
    office.clock.instant = rightInstant
    #expect(witness.kept == mark)
    #expect(throws: RunError.self) { try office.run() }
    #expect(try office.recover().restoredBefore == rightInstant.hour.adding(hours: 1))
  }

  @Test(
    "no hour that the ledger or its witness had come to is left out of the doubt, whatever the clocks say")
  func witnessedHour() throws {
    let (office, witness) = try restored()
    let mark = try #require(witness.kept)
    let later = office.clock.instant.hour.adding(hours: 50)
    witness.kept = WitnessMark(
      ledgerID: mark.ledgerID, epoch: mark.epoch, attemptCount: mark.attemptCount, sentBefore: later)
    #expect(try office.recover().restoredBefore == later)
    #expect(witness.kept?.sentBefore == later)
    #expect(try office.recover().restoredBefore == later, "a second recovery forgets nothing of it")
  }

  @Test(
    "an older copy is refused after the recovery of a newer one, however often its own fails; nothing is sent twice"
  )
  func restoredAgain() throws {
    let office = try Office()
    let witness = MemoryWitness()
    office.witness = witness
    office.post(UsageDraft("use-0").with { $0.project = "proj-2" })
    try office.run()
    let oldest = try office.copy()
    try office.run()
    let older = try office.copy()
    office.post(UsageDraft("use-1"))
    office.clock.instant = office.clock.instant.adding(seconds: 86_400)
    try office.run()
    #expect(office.first.submitted.count == 1)
    try office.restore(older)
    try office.recover()
    try office.restore(oldest)
    witness.isBroken = true
    for _ in 0..<9 { #expect(throws: RunError.self) { try office.recover() } }
    witness.isBroken = false
    #expect(throws: RunError.self) { try office.run() }
    try office.recover()
    for _ in 0..<2 {
      try office.run()
      office.clock.instant = office.clock.instant.adding(seconds: 4 * 3_600)
    }
    #expect(try office.states() == [.delivered: 2])
    #expect(office.first.submitted.count == 1)
  }

  @Test(
    "late usage that the lost part may have sent in another hour waits for a person and is never sent by a run"
  )
  func movedUsage() throws {
    let office = try Office()
    office.witness = MemoryWitness()
    office.catalog.latePolicy = .openHour
    try office.run()
    let copy = try office.copy()
    office.post(UsageDraft("use-1"))
    try office.run()
    #expect(office.first.submitted.count == 1)
    try office.restore(copy)
    try office.recover()
    for _ in 0..<3 {
      try office.run()
      office.clock.instant = office.clock.instant.adding(seconds: 30 * 3_600)
    }
    #expect(try office.states() == [.parked: 1])
    #expect(office.first.submitted.count == 1)
    let id = try #require(try office.items().first?.id)
    #expect(try office.decide(.counted, id).get() == .delivered)
  }
}
