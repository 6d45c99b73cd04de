import Billing
import Testing

@Suite("Which verdict counts for which usage")
struct VerdictBookTests {
  static let claim = ClaimKey(projectID: "p", claim: "m|h100|s")
  static let night = Instant(epochSeconds: 1_795_000_000)

  static func stored(
    _ id: Int64, _ outcome: Verdict.Outcome, _ change: (inout VerdictDraft) -> Void = { _ in }
  )
    -> StoredVerdict
  {
    var draft = VerdictDraft(claim: claim, outcome: outcome, decidedAt: night)
    change(&draft)
    return StoredVerdict(id: id, verdict: draft.verdict)
  }

  private func found(_ verdicts: [StoredVerdict], tier: String = "h100", daysLater: Int64 = 0) -> Int64? {
    let hour = Self.night.adding(seconds: daysLater * 86_400).hour
    return VerdictBook(verdicts).verdict(of: Self.claim, hardwareTier: tier, hour: hour)?.id
  }

  @Test("The newest conclusive verdict counts; one that decides nothing takes no other's place")
  func newest() {
    #expect(found([]) == nil)
    #expect(found([Self.stored(1, .inconclusive), Self.stored(2, .deferred)]) == nil)
    #expect(
      found([Self.stored(2, .rejected), Self.stored(1, .verified), Self.stored(3, .inconclusive)]) == 2)
  }

  @Test("It holds for its own tier alone")
  func tier() { #expect(found([Self.stored(1, .verified)], tier: "a100") == nil) }

  @Test(
    "It holds ninety days before and after", arguments: [(-90, true), (-91, false), (89, true), (90, false)])
  func validity(days: Int64, holds: Bool) {
    let verdict = Self.stored(1, .verified) { $0.decidedAt = Self.night.hour.start }
    #expect((found([verdict], daysLater: days) == 1) == holds)
  }

  @Test("Once a host has another driver, what was measured before counts only for usage before")
  func driver() {
    let verdicts = [
      Self.stored(1, .verified) { $0.driver = "580.1" },
      Self.stored(2, .inconclusive) {
        $0.driver = "590.1"
        $0.decidedAt = Self.night.adding(seconds: 10 * 86_400)
      },
    ]
    #expect(found(verdicts, daysLater: 9) == 1)
    #expect(found(verdicts, daysLater: 10) == nil)
    #expect(found(verdicts, daysLater: 11) == nil)
    let unprobed = Self.stored(2, .deferred) { $0.driver = "" }
    #expect(found([verdicts[0], unprobed], daysLater: 11) == 1, "a host without a device tells of no driver")
  }

  @Test("Each verdict says whether it counts for usage, and what keeps it from counting")
  func standings() {
    let days: (Int64) -> Instant = { Self.night.adding(seconds: $0 * 86_400) }
    let verdicts = [
      Self.stored(1, .verified) { $0.decidedAt = days(-200) }, Self.stored(2, .rejected),
      Self.stored(3, .verified) { $0.decidedAt = days(1) },
      Self.stored(4, .inconclusive) { $0.decidedAt = days(2) },
      Self.stored(5, .verified) { $0.decidedAt = days(120) },
    ]
    func standings(_ verdicts: [StoredVerdict], tier: String = "h100", after: Int64 = 0) -> [VerdictStanding]
    {
      let book = VerdictBook(verdicts)
      return verdicts.map { book.standing(of: $0, hardwareTier: tier, hour: days(after).hour) }
    }
    #expect(
      standings(verdicts) == [
        .expired(at: days(-110)), .superseded(byID: 3), .counts, .decidesNothing, .coversOnly(from: days(30)),
      ])
    #expect(standings(verdicts, tier: "a100") == Array(repeating: .anotherTier, count: 5))
    let replaced =
      verdicts.prefix(3) + [
        Self.stored(4, .deferred) {
          $0.decidedAt = days(2)
          $0.driver = "590.1"
        }
      ]
    #expect(standings(Array(replaced), after: 1)[2] == .counts)
    #expect(
      standings(Array(replaced), after: 3)[1...2] == [.superseded(byID: 3), .anotherDriver(version: "590.1")])
  }

  @Test("Money follows the hours: of a claim half supported half the money is billed, rounded down")
  func money() {
    var sums = MeasureSums()
    (sums.gpuHoursBaseline, sums.gpuHoursSaved, sums.costSavings) = (10_000, 4_000, 7)
    let verdict = Self.stored(1, .partiallyVerified) { $0.lowerPPM = 1_250_000 }.verdict
    #expect(verdict.acceptedSteps(of: .gpuHoursSaved, in: sums) == 2_000)
    #expect(verdict.acceptedSteps(of: .costSavings, in: sums) == 3)
    #expect(verdict.supports(3, of: Quantity(steps: 7, unit: .gpu), in: sums))
    #expect(!verdict.supports(4, of: Quantity(steps: 7, unit: .gpu), in: sums))
    let rejected = Self.stored(1, .rejected).verdict
    #expect(rejected.acceptedSteps(of: .costSavings, in: sums) == 0)
    sums.gpuHoursSaved = 0
    #expect(
      verdict.acceptedSteps(of: .costSavings, in: sums) == 0,
      "money saved without hours is supported by nothing")
  }
}

/// A verdict; every member has a plain default.
struct VerdictDraft {
  var claim: ClaimKey
  var outcome: Verdict.Outcome
  var decidedAt: Instant
  var lowerPPM: Int64 = 1_300_000
  var driver = "580.1"

  var verdict: Verdict {
    Verdict(
      claim: claim, outcome: outcome, reason: .claimSupported, claimed: SpeedUp(partsPerMillion: 1_300_000),
      lowerBound: SpeedUp(partsPerMillion: lowerPPM), estimate: nil, terms: VerdictTerms(),
      hardwareTier: "h100",
      driverVersion: driver, hardwareFingerprint: "f", decidedAt: decidedAt, attempt: 1,
      evidenceSHA256: String(repeating: "0", count: 64))
  }
}
