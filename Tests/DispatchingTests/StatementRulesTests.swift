import Billing
import Dispatching
import Testing

@Suite("What a provider's own records make of an item in doubt")
struct StatementRulesTests {
  private static let sentAt = UnknownRulesTests.changedAt
  private static let record = StatedRecord(
    providerRecordID: "metered-1", requestID: "request-1", at: sentAt, place: "trail.json record 1",
    bytes: Array(#"{"status":"Success"}"#.utf8))

  private static func statement(_ change: (inout ItemStatement) -> Void = { _ in }) -> ItemStatement {
    var statement = ItemStatement()
    change(&statement)
    return statement
  }

  /// Terms of an item sent at `sentAt` and 100 s later, with files complete for as long as `until` says, in seconds.
  private static func terms(
    from: Int64 = 0, until: Int64? = 100 + 3_600 + 900, siblings: [DispatchItem] = [],
    isRestored: Bool = false
  ) -> StatementTerms {
    StatementTerms(
      of: UnknownRulesTests.item("ag1_doubt", "2.5"),
      attempts: [
        TracedAttempt(
          itemID: "ag1_doubt", number: 1, startedAt: sentAt, endedAt: sentAt.adding(seconds: 5),
          outcome: AttemptOutcome(.ambiguous, "reset")),
        TracedAttempt(
          itemID: "ag1_doubt", number: 2, startedAt: sentAt.adding(seconds: 100), endedAt: nil, outcome: nil),
      ], siblings: siblings, lagSeconds: 900,
      coverage: until.flatMap {
        StatementCoverage(from: sentAt.adding(seconds: from), until: sentAt.adding(seconds: $0))
      }, isRestored: isRestored)
  }

  private static func words(_ verdict: StatementRules.Verdict) -> String? {
    if case .open(let words) = verdict { words } else { nil }
  }

  @Test("one record of exactly the item counts it, whoever calls the files complete")
  func counted() {
    let statement = Self.statement { $0.counted = [Self.record] }
    for terms in [Self.terms(), Self.terms(until: nil), Self.terms(isRestored: true)] {
      #expect(StatementRules.verdict(statement, terms) == .counted(Self.record))
    }
    let mixed = Self.statement {
      $0.counted = [Self.record]
      $0.refused = ["refused once"]
      $0.unclear = ["unclear once"]
      $0.gaps = ["something is left out"]
    }
    #expect(StatementRules.verdict(mixed, Self.terms()) == .counted(Self.record))
  }

  @Test("the receipt names the provider's record, where it stands, and why it was read")
  func receipt() {
    let receipt = StatementRules.receipt(of: Self.record, reason: "ada@host: lost answers")
    #expect(receipt.kind == .found)
    #expect(receipt.providerRecordID == "metered-1")
    #expect(receipt.requestID == "request-1")
    #expect(receipt.providerDate == Self.sentAt)
    #expect(
      receipt.bodyExcerpt == #"ada@host: lost answers; trail.json record 1: {"status":"Success"}"#)
    #expect(receipt.bodyDigest.count == 64)
  }

  @Test("another quantity is a conflict, also beside one that is ours: a person must find out")
  func conflicting() {
    for counted in [[], [Self.record]] {
      let statement = Self.statement {
        $0.counted = counted
        $0.otherwise = ["AWS accepted the quantity 7; we sent 2.5"]
      }
      guard case .conflicting(let words) = StatementRules.verdict(statement, Self.terms()) else {
        Issue.record("a conflict was decided")
        return
      }
      #expect(words.contains("the quantity 7; we sent 2.5; find who else"))
    }
  }

  @Test("another item of the bucket may be the one that counts")
  func sibling() {
    let statement = Self.statement { $0.counted = [Self.record] }
    for state in [DispatchState.delivered, .unknown, .inFlight] {
      let terms = Self.terms(siblings: [UnknownRulesTests.item("ag1_other", "2.5", state)])
      #expect(Self.words(StatementRules.verdict(statement, terms))?.contains("ag1_other") == true, "\(state)")
    }
    let settled = Self.terms(siblings: [UnknownRulesTests.item("ag1_other", "2.5", .rejected)])
    #expect(StatementRules.verdict(statement, settled) == .counted(Self.record))
  }

  @Test("that nothing counts it proves something only where the files are complete")
  func absence() {
    #expect(
      StatementRules.verdict(Self.statement(), Self.terms())
        == .notCounted("no record tells of it in files that are complete from \(Self.coverageText)"))
    let refused = Self.statement { $0.refused = ["AWS answered CustomerNotSubscribed"] }
    #expect(
      StatementRules.verdict(refused, Self.terms())
        == .notCounted(
          "the records say that AWS answered CustomerNotSubscribed in files that are complete from \(Self.coverageText)"
        ))
    for statement in [Self.statement(), refused] {
      #expect(
        Self.words(StatementRules.verdict(statement, Self.terms(until: nil)))?.contains("proves nothing")
          == true)
    }
  }

  private static let coverageText = "\(sentAt) to \(sentAt.adding(seconds: 4_600))"

  @Test("complete is: from the first attempt until the last can no longer show, to the second")
  func coverage() {
    for terms in [Self.terms(from: 1), Self.terms(until: 100 + 3_600 + 899)] {
      let words = Self.words(StatementRules.verdict(Self.statement(), terms))
      #expect(words?.contains("must be complete from \(Self.coverageText)") == true, "\(words ?? "decided")")
    }
    guard case .notCounted = StatementRules.verdict(Self.statement(), Self.terms(from: -60, until: 9_999))
    else {
      Issue.record("wider files prove it too")
      return
    }
  }

  @Test("a gap, an unclear record and a restored ledger leave room for another reading")
  func open() {
    let gap = Self.statement { $0.gaps = ["record 3 left something out"] }
    let unclear = Self.statement { $0.unclear = ["record 4 tells no quantity"] }
    #expect(Self.words(StatementRules.verdict(gap, Self.terms()))?.contains("record 3") == true)
    #expect(Self.words(StatementRules.verdict(unclear, Self.terms()))?.contains("record 4") == true)
    #expect(
      Self.words(StatementRules.verdict(Self.statement(), Self.terms(isRestored: true)))?.contains("restored")
        == true)
  }

  @Test("a statement ends the doubt of what is unknown, or parked in doubt, and of nothing else")
  func states() {
    for state in DispatchState.allCases {
      let doubtful = DispatchProgress(state: state, attemptCount: 1, ambiguousSince: Self.sentAt)
      #expect(StatementRules.mayDecide(doubtful) == [.unknown, .parked].contains(state), "\(state)")
    }
    #expect(!StatementRules.mayDecide(DispatchProgress(state: .parked, attemptCount: 1)))
  }

  @Test("an item nobody knows the attempts of may have been sent from its hour until its deadline")
  func unknownAttempts() {
    var item = UnknownRulesTests.item("ag1_doubt", "2.5", isDoubtful: false)
    item.progress.attemptCount = 0
    let terms = StatementTerms(
      of: item, attempts: [], siblings: [], lagSeconds: 900, coverage: nil, isRestored: true)
    #expect(terms.sentFrom == item.bucket.start.start)
    #expect(terms.sentUntil == item.deadlineAt)
  }
}
