import Billing
import Dispatching
import Testing

@Suite("The state machine of a dispatch item")
struct DispatchRulesTests {
  static let now = Instant(epochSeconds: 1_790_000_000)
  static let receipt = Receipt(
    kind: .new, providerRecordID: "r", requestID: nil, providerDate: nil, status: 200,
    bodyDigest: String(repeating: "0", count: 64), bodyExcerpt: "")

  static func terms(deadlineIn seconds: Int64 = 3_600, safeResend: Int64? = 79_200) -> DispatchTerms {
    DispatchTerms(
      now: now, deadlineAt: now.adding(seconds: seconds), safeResendSeconds: safeResend,
      jitterPartsPerMillion: 500_000)
  }

  static func progress(_ state: DispatchState, attempts: Int = 0, ambiguousFor seconds: Int64? = nil)
    -> DispatchProgress
  {
    DispatchProgress(
      state: state, attemptCount: attempts, ambiguousSince: seconds.map { now.adding(seconds: -$0) })
  }

  /// Every input, one of a kind.
  static let inputs: [(name: String, input: DispatchInput)] = [
    ("claim", .claim), ("answer", .answer(.delivered(receipt), ambiguousSinceBefore: nil)),
    ("closed", .providerClosed(.deferred, reason: "no key")), ("blocked", .blocked(reason: "archived meter")),
    ("time", .timePassed), ("hold", .hold(reason: "bound")), ("approve", .approve(reason: "ok")),
    ("supersede", .supersede(byItemID: "ag1_x")), ("proven", .proven(receipt)),
    ("disproven", .disproven(reason: "not there")), ("resendable", .resendable(reason: "safe")),
    ("undecidable", .undecidable(reason: "neither")), ("doubted", .doubted(reason: "restored")),
    ("unexplained", .unexplained(reason: "the series counts more")),
  ]

  /// What each state makes of each input, in the order of `inputs`; `-` is illegal.
  static let table: [(DispatchState, String)] = [
    (.planned, "in_flight - deferred deferred planned held - superseded - - - - unknown -"),
    (.skipped, "in_flight - deferred deferred skipped held - superseded - - - - unknown -"),
    (.deferred, "in_flight - deferred deferred deferred held - superseded - - - - unknown -"),
    (.held, "- - - - held - planned superseded - - - - parked -"),
    (.inFlight, "in_flight delivered - - in_flight - - - - - - - unknown -"),
    (.delivered, "- - - - delivered - - - - - - - - -"),
    (.rejected, "- - - - rejected - - - - - - - - -"),
    (.expired, "- - - - expired - - - - - - - - -"),
    (.unknown, "- - - - unknown - - - delivered planned unknown parked unknown unknown"),
    (.parked, "- - - - parked - planned - - - - - parked -"),
    (.superseded, "- - - - superseded - - - - - - - - -"),
  ]

  @Test("every state and input leads where the table says, and nowhere else", arguments: table)
  func transitions(state: DispatchState, row: String) {
    let expected = row.split(separator: " ").map(String.init)
    #expect(expected.count == Self.inputs.count)
    for (index, (name, input)) in Self.inputs.enumerated() {
      let reached = try? DispatchRules.step(Self.progress(state), input, Self.terms()).progress.state.rawValue
      #expect(reached ?? "-" == expected[index], "\(state) on \(name)")
    }
  }

  @Test("the table has every state")
  func tableIsWhole() { #expect(Set(Self.table.map(\.0)) == Set(DispatchState.allCases)) }

  @Test("I12: nothing is sent from a state that is not sendable", arguments: DispatchState.allCases)
  func sendable(state: DispatchState) {
    let mayBeSent = DispatchRules.mayBeSent(Self.progress(state), Self.terms())
    #expect(mayBeSent == [.planned, .skipped, .deferred, .inFlight].contains(state))
  }

  @Test("I11: a claim makes the attempt ambiguous before anything leaves")
  func claimIsDurableDoubt() throws {
    let step = try DispatchRules.step(Self.progress(.planned), .claim, Self.terms())
    #expect(step.progress.ambiguousSince == Self.now)
    #expect(step.progress.attemptCount == 1)
  }

  @Test("I14: past the safe window nothing is sent again: the item is unknown")
  func safeWindow() throws {
    let old = Self.progress(.inFlight, attempts: 1, ambiguousFor: 79_200)
    #expect(!DispatchRules.mayBeSent(old, Self.terms()))
    #expect(try DispatchRules.step(old, .timePassed, Self.terms()).progress.state == .unknown)
    let young = Self.progress(.inFlight, attempts: 1, ambiguousFor: 79_199)
    #expect(DispatchRules.mayBeSent(young, Self.terms()))
  }

  @Test("a provider that de-duplicates the bucket may be sent the same bytes until its deadline")
  func bucketDeduplication() throws {
    let old = Self.progress(.inFlight, attempts: 1, ambiguousFor: 500_000)
    #expect(DispatchRules.mayBeSent(old, Self.terms(safeResend: nil)))
    let closed = Self.terms(deadlineIn: -1, safeResend: nil)
    #expect(try DispatchRules.step(old, .timePassed, closed).progress.state == .unknown)
  }

  @Test("I20: expired means that no attempt was ever made")
  func expiry() throws {
    let closed = Self.terms(deadlineIn: -1)
    for state in [DispatchState.planned, .skipped, .deferred] {
      #expect(try DispatchRules.step(Self.progress(state), .timePassed, closed).progress.state == .expired)
      let tried = Self.progress(state, attempts: 2)
      #expect(try DispatchRules.step(tried, .timePassed, closed).progress.state == .rejected)
    }
    let doubtful = Self.progress(.inFlight, attempts: 1, ambiguousFor: 60)
    #expect(try DispatchRules.step(doubtful, .timePassed, closed).progress.state == .unknown)
  }

  static let answers: [(ItemAnswer, DispatchState, AttemptOutcome.Kind, Bool)] = [
    (.delivered(receipt), .delivered, .counted, true),
    (.refusedForNow(detail: "429", retryAfterSeconds: nil), .inFlight, .refusedBeforeEffect, false),
    (
      .ambiguous(detail: "reset", needsNewGeneration: false, retryAfterSeconds: nil), .inFlight, .ambiguous,
      true
    ),
    (.closed(detail: "401", closure: .credentialsRefused), .deferred, .refusedBeforeEffect, false),
    (.closed(detail: "not subscribed", closure: nil), .deferred, .refusedBeforeEffect, false),
    (.rejected(detail: "bad"), .rejected, .refusedBeforeEffect, true),
    (.conflicting(detail: "other quantity"), .rejected, .refusedBeforeEffect, true),
    (.countedOtherwise(detail: "live mode"), .unknown, .ambiguous, true),
    (.parked(detail: "no meter"), .parked, .refusedBeforeEffect, false),
  ]

  @Test("I18: every answer is counted, refused before effect, or ambiguous", arguments: answers)
  func answered(answer: ItemAnswer, state: DispatchState, kind: AttemptOutcome.Kind, doubtStays: Bool) throws
  {
    let claimed = try DispatchRules.step(Self.progress(.planned), .claim, Self.terms()).progress
    let step = try DispatchRules.step(claimed, .answer(answer, ambiguousSinceBefore: nil), Self.terms())
    #expect(step.progress.state == state)
    #expect(step.outcome?.kind == kind)
    #expect((step.progress.ambiguousSince != nil) == doubtStays)
    #expect((step.receipt != nil) == (state == .delivered))
  }

  @Test("a refusal after an ambiguous attempt leaves the item in flight, so that its window still runs")
  func doubtIsKept() throws {
    let first = Self.now.adding(seconds: -100)
    let item = Self.progress(.inFlight, attempts: 2, ambiguousFor: 100)
    let closed = ItemAnswer.closed(detail: "401", closure: .credentialsRefused)
    let step = try DispatchRules.step(item, .answer(closed, ambiguousSinceBefore: first), Self.terms())
    #expect(step.progress.state == .inFlight)
    #expect(step.progress.ambiguousSince == first)
  }

  @Test(
    "I16: a refusal for its content after an ambiguous attempt parks the item in doubt: nobody approves it")
  func doubtIsParked() throws {
    let first = Self.now.adding(seconds: -100)
    let item = Self.progress(.inFlight, attempts: 2, ambiguousFor: 100)
    let parked = ItemAnswer.parked(detail: "the meter is archived")
    let step = try DispatchRules.step(item, .answer(parked, ambiguousSinceBefore: first), Self.terms())
    #expect(step.progress.state == .parked)
    #expect(step.progress.ambiguousSince == first)
    #expect(step.outcome?.kind == .ambiguous, "that this attempt was refused tells nothing of the first")
    #expect(throws: DispatchRules.IllegalInput.self) {
      try DispatchRules.step(step.progress, .approve(reason: "meter restored"), Self.terms())
    }
  }

  @Test(
    "I14: the safe window runs from the first attempt that may have counted, however often it is sent again")
  func windowOfFirstAttempt() throws {
    let first = Self.now.adding(seconds: -79_000)
    let item = Self.progress(.inFlight, attempts: 1, ambiguousFor: 79_000)
    let again = try DispatchRules.step(item, .claim, Self.terms()).progress
    #expect(again.attemptCount == 2)
    #expect(again.ambiguousSince == first)
  }

  @Test("what was counted otherwise is never sent again, and keeps the time of its first doubt")
  func countedOtherwise() throws {
    let first = Self.now.adding(seconds: -100)
    let item = Self.progress(.inFlight, attempts: 2, ambiguousFor: 100)
    let answer = ItemAnswer.countedOtherwise(
      detail: "Stripe took an event whose payload is not what was sent")
    let after = try DispatchRules.step(item, .answer(answer, ambiguousSinceBefore: first), Self.terms())
      .progress
    #expect(after.state == .unknown)
    #expect(after.ambiguousSince == first)
    #expect(after.generation == 0)
    #expect(after.reason == "counted otherwise: Stripe took an event whose payload is not what was sent")
    #expect(!DispatchRules.mayBeSent(after, Self.terms()))
    #expect(throws: DispatchRules.IllegalInput.self) {
      try DispatchRules.step(after, .approve(reason: "again"), Self.terms())
    }
  }

  @Test("an item claimed and never sent leaves no doubt, only its attempt")
  func notSent() throws {
    let claimed = try DispatchRules.step(Self.progress(.planned), .claim, Self.terms()).progress
    let answer = ItemAnswer.refusedForNow(
      detail: "not sent: the run was asked to stop", retryAfterSeconds: nil)
    let step = try DispatchRules.step(claimed, .answer(answer, ambiguousSinceBefore: nil), Self.terms())
    #expect(step.progress.attemptCount == 1)
    #expect(step.progress.ambiguousSince == nil)
    #expect(step.progress.reason == "not sent: the run was asked to stop")
    #expect(step.outcome == AttemptOutcome(.refusedBeforeEffect, "not sent: the run was asked to stop"))
  }

  @Test("a stored answer asks for a new generation around the same identifier")
  func generation() throws {
    let answer = ItemAnswer.ambiguous(detail: "500", needsNewGeneration: true, retryAfterSeconds: nil)
    let item = Self.progress(.inFlight, attempts: 1, ambiguousFor: 0)
    let step = try DispatchRules.step(item, .answer(answer, ambiguousSinceBefore: nil), Self.terms())
    #expect(step.progress.generation == 1)
  }

  @Test("a parked item goes on after a person's approval under a new generation, unless it may have counted")
  func unparking() throws {
    let approved = try DispatchRules.step(
      Self.progress(.parked, attempts: 1), .approve(reason: "meter restored"), Self.terms())
    #expect(approved.progress.state == .planned)
    #expect(approved.progress.generation == 1)
    let doubtful = Self.progress(.parked, attempts: 2, ambiguousFor: 60)
    #expect(throws: DispatchRules.IllegalInput.self) {
      try DispatchRules.step(doubtful, .approve(reason: "meter restored"), Self.terms())
    }
  }

  @Test("retries spread over half a second times two to the attempts, at most 30 s, never before Retry-After")
  func backoff() throws {
    for (attempts, asked, milliseconds) in [(1, nil, 500), (2, nil, 1_000), (9, nil, 15_000), (1, 7, 7_000)]
      as [(Int, Int64?, Int64)]
    {
      let item = Self.progress(.inFlight, attempts: attempts, ambiguousFor: 0)
      let answer = ItemAnswer.refusedForNow(detail: "429", retryAfterSeconds: asked)
      let next = try DispatchRules.step(item, .answer(answer, ambiguousSinceBefore: nil), Self.terms())
        .progress
      let waited = try #require(next.nextAttemptAt).microseconds - Self.now.microseconds
      #expect(waited == milliseconds * 1_000)
    }
  }
}
