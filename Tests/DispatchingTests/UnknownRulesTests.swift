import Billing
import Dispatching
import Testing

@Suite("What becomes of an item that may have counted")
struct UnknownRulesTests {
  static let changedAt = Instant(epochSeconds: 1_790_000_000)
  static let evidence = Receipt(
    kind: .found, providerRecordID: nil, requestID: "req_1", providerDate: nil, status: 200,
    bodyDigest: String(repeating: "a", count: 64), bodyExcerpt: "{}")

  static func item(
    _ id: String, _ valueText: String, _ state: DispatchState = .unknown, isDoubtful: Bool = true,
    revision: Int = 0
  ) -> DispatchItem {
    guard let dollar = Currency(code: "USD") else { preconditionFailure("the dollar is a currency") }
    return DispatchItem(
      id: id,
      bucket: BucketKey(
        provider: ProviderID("stripe"), series: "s", start: UTCHour(index: 490_000), hours: 1),
      revision: revision, units: 1, valueText: valueText, money: .zero(dollar),
      payload: FrozenPayload(bytes: [], digest: "", batchKey: ""), address: [:], sealID: 1,
      deadlineAt: changedAt.adding(seconds: 86_400),
      progress: DispatchProgress(
        state: state, attemptCount: 1, ambiguousSince: isDoubtful ? changedAt : nil))
  }

  static func history(_ valueText: String, _ siblings: [DispatchItem] = []) -> BucketHistory {
    BucketHistory(item: item("ag1_doubt", valueText), siblings: siblings, lastChangedAt: changedAt)
  }

  static func total(_ text: String, _ accumulation: Route.Accumulation = .delta) -> BucketTotal {
    .counted(valueText: text, accumulation: accumulation, evidence: evidence)
  }

  @Test("I16: a bucket is asked about only after three quiet hours, and never beside another open doubt")
  func quiet() {
    let alone = Self.history("2.5")
    #expect(UnknownRules.reasonToWait(alone, now: Self.changedAt.adding(seconds: 3 * 3_600 - 1)) != nil)
    #expect(UnknownRules.reasonToWait(alone, now: Self.changedAt.adding(seconds: 3 * 3_600)) == nil)
    let late = Self.changedAt.adding(seconds: 90_000)
    for state in [DispatchState.inFlight, .unknown, .parked, .deferred, .held] {
      let other = Self.history("2.5", [Self.item("ag1_other", "1", state)])
      #expect(UnknownRules.reasonToWait(other, now: late)?.contains("ag1_other") == true, "\(state)")
    }
    let settled = Self.history(
      "2.5",
      [
        Self.item("a", "1", .delivered), Self.item("b", "1", .rejected),
        Self.item("c", "1", .planned, isDoubtful: false),
      ])
    #expect(UnknownRules.reasonToWait(settled, now: late) == nil)
  }

  @Test("deltas: the total with the item counts it, the total without sends it again, any other parks it")
  func deltas() {
    let history = Self.history(
      "2.50", [Self.item("a", "1.25", .delivered), Self.item("b", "9", .planned, isDoubtful: false)])
    #expect(UnknownRules.verdict(history, total: Self.total("3.75")) == .counted(Self.evidence))
    #expect(UnknownRules.verdict(history, total: Self.total("3.7500000000000004")) == .counted(Self.evidence))
    guard case .notCounted = UnknownRules.verdict(history, total: Self.total("1.25")) else {
      Issue.record("the total without the item")
      return
    }
    for text in ["0", "2.5", "3.74", "6.25", "12.75", "nonsense", "1e400"] {
      guard case .undecidable = UnknownRules.verdict(history, total: Self.total(text)) else {
        Issue.record("\(text) was taken for one of the two totals")
        continue
      }
    }
  }

  @Test("a total is taken to its last digit, though our values are written shorter; only binary noise is not")
  func lastDigit() {
    let history = Self.history("2.49269")
    for text in ["2.492689", "2.492691"] {
      guard case .undecidable = UnknownRules.verdict(history, total: Self.total(text)) else {
        Issue.record("\(text) was taken for 2.49269")
        continue
      }
    }
    let sum = Self.history("0.1", [Self.item("a", "0.2", .delivered)])
    #expect(UnknownRules.verdict(sum, total: Self.total("0.30000000000000004")) == .counted(Self.evidence))
    let large = Self.history(
      "123456.5", [Self.item("a", "0.1", .delivered), Self.item("b", "0.2", .delivered)])
    guard case .notCounted = UnknownRules.verdict(large, total: Self.total("0.30000000000000004")) else {
      Issue.record("binary noise beside a large value")
      return
    }
  }

  @Test("running totals: the item's own value counts it, the last delivered one does not")
  func runningTotals() {
    let history = Self.history("5", [Self.item("a", "3", .delivered)])
    #expect(UnknownRules.verdict(history, total: Self.total("5", .total)) == .counted(Self.evidence))
    guard case .notCounted = UnknownRules.verdict(history, total: Self.total("3", .total)),
      case .undecidable = UnknownRules.verdict(history, total: Self.total("8", .total)),
      case .notCounted = UnknownRules.verdict(Self.history("5"), total: Self.total("0", .total))
    else {
      Issue.record("a running total is not a sum")
      return
    }
  }

  @Test("running totals: what a later delivered total has taken in counts, and is never sent over it again")
  func takenIn() {
    let history = Self.history("3", [Self.item("later", "5", .delivered, revision: 1)])
    #expect(UnknownRules.verdict(history, total: Self.total("5", .total)) == .counted(Self.evidence))
    for text in ["3", "0", "8"] {
      guard case .undecidable = UnknownRules.verdict(history, total: Self.total(text, .total)) else {
        Issue.record("\(text) was believed, though 5 was delivered last")
        return
      }
    }
  }

  @Test(
    "a target that de-duplicates the bucket is asked by sending again; one that is silent leaves the doubt")
  func otherAnswers() {
    guard case .resend = UnknownRules.verdict(Self.history("1"), total: .deduplicated),
      case .wait("down") = UnknownRules.verdict(Self.history("1"), total: .unreachable(reason: "down")),
      case .wait("mute") = UnknownRules.verdict(Self.history("1"), total: .unanswerable(reason: "mute"))
    else {
      Issue.record("an answer without a total decides nothing")
      return
    }
    #expect(DispatchInput(.wait("down")) == nil)
  }

  @Test("proof ends the doubt: delivered with its receipt, or planned in a new generation without doubt")
  func steps() throws {
    let doubtful = Self.item("i", "1").progress
    let terms = DispatchRulesTests.terms()
    let proven = try DispatchRules.step(doubtful, .proven(Self.evidence), terms)
    #expect(proven.progress.state == .delivered && proven.receipt == Self.evidence)
    let disproven = try DispatchRules.step(doubtful, .disproven(reason: "not there"), terms).progress
    #expect(disproven.state == .planned && disproven.ambiguousSince == nil && disproven.generation == 1)
    #expect(DispatchRules.mayBeSent(disproven, terms))
    let provenTwice = DispatchProgress(state: .parked, attemptCount: 1)
    #expect(
      throws: DispatchRules.IllegalInput.self, "a parked item that never counted is approved, not resolved"
    ) {
      try DispatchRules.step(provenTwice, .proven(Self.evidence), terms)
    }
  }

  @Test("sending again keeps the doubt, and is possible only while the target still de-duplicates")
  func resending() throws {
    let doubtful = DispatchRulesTests.progress(.unknown, attempts: 1, ambiguousFor: 100_000)
    let open = DispatchRulesTests.terms(safeResend: nil)
    let again = try DispatchRules.step(doubtful, .resendable(reason: "safe"), open).progress
    #expect(again.state == .planned && again.ambiguousSince == doubtful.ambiguousSince)
    let closed = DispatchRulesTests.terms(deadlineIn: -1, safeResend: nil)
    #expect(try DispatchRules.step(doubtful, .resendable(reason: "safe"), closed).progress == doubtful)
    #expect(try DispatchRules.step(again, .timePassed, closed).progress.state == .unknown)
  }

  @Test("after a restore every open item is in doubt, and nothing that is in doubt is sent")
  func doubted() throws {
    for state in DispatchState.allCases where !state.isFinal && state != .unknown {
      let step = try DispatchRules.step(
        DispatchRulesTests.progress(state), .doubted(reason: "restored"), DispatchRulesTests.terms())
      let waitsForPerson = state == .held || state == .parked
      #expect(step.progress.state == (waitsForPerson ? .parked : .unknown))
      #expect(step.progress.ambiguousSince == DispatchRulesTests.now)
      #expect(!DispatchRules.mayBeSent(step.progress, DispatchRulesTests.terms()))
    }
  }
}
