import Billing
import Metering
import Testing

@Suite("How far verifying is")
struct VerificationStandingTests {
  private static let now = Instant(epochSeconds: 1_795_000_000)

  private func verdict(
    _ id: Int64, _ claim: String, _ outcome: Verdict.Outcome, daysAgo: Int64 = 0, driver: String = "580.1"
  ) -> StoredVerdict {
    let speedUp = SpeedUp(partsPerMillion: 1_300_000)
    return StoredVerdict(
      id: id,
      verdict: Verdict(
        claim: ClaimKey(projectID: "p", claim: claim), outcome: outcome, reason: .claimSupported,
        claimed: speedUp, lowerBound: outcome.isConclusive ? speedUp : nil, estimate: nil,
        terms: VerdictTerms(),
        hardwareTier: "h100", driverVersion: driver, hardwareFingerprint: "f",
        decidedAt: Self.now.adding(seconds: -daysAgo * 86_400), attempt: 1,
        evidenceSHA256: String(repeating: "0", count: 64)))
  }

  private func claim(_ claim: String, dollars: Int128, isTooOld: Bool = false) throws -> OpenClaim {
    OpenClaim(
      key: ClaimKey(projectID: "p", claim: claim), hardwareTier: "h100", savedSteps: 1, baselineSteps: 2,
      cellCount: 1, latestCellID: 1, latestHour: Self.now.hour, isTooOld: isTooOld,
      money: [Money(steps: dollars * 1_000_000_000, currency: try #require(Currency(code: "USD")))])
  }

  @Test("Verdicts are counted by what counts now; those that expired or are of another driver have lapsed")
  func verdicts() {
    let book = VerdictBook([
      verdict(1, "a", .rejected, daysAgo: 3), verdict(2, "a", .verified), verdict(3, "b", .partiallyVerified),
      verdict(4, "c", .verified, daysAgo: 100), verdict(5, "d", .verified, daysAgo: 2),
      verdict(6, "d", .inconclusive, daysAgo: 1, driver: "590.1"), verdict(7, "e", .deferred),
      verdict(8, "b", .inconclusive),
    ])
    let standing = VerificationStanding(claims: [], book: book, hour: Self.now.hour)
    #expect(standing.countOfOutcome == [.verified: 1, .partiallyVerified: 1])
    #expect(standing.lapsedCount == 2)
    #expect(standing.waitingCount == 0 && standing.waitingMoney.isEmpty)
  }

  @Test("Claims that wait are counted by their cause, with their money")
  func waiting() throws {
    let book = VerdictBook([
      verdict(1, "tried", .inconclusive), verdict(2, "elsewhere", .deferred), verdict(3, "once", .verified),
      verdict(4, "other", .inconclusive),
    ])
    let claims = [
      try claim("new", dollars: 1), try claim("tried", dollars: 2), try claim("other", dollars: 3),
      try claim("elsewhere", dollars: 4), try claim("once", dollars: 5),
      try claim("tried", dollars: 6, isTooOld: true),
    ]
    let standing = VerificationStanding(claims: claims, book: book, hour: Self.now.hour)
    #expect(standing.waiting.map(\.cause) == [.notTried, .deferred, .inconclusive, .lapsed, .usageTooOld])
    #expect(standing.waiting.map(\.count) == [1, 1, 2, 1, 1])
    #expect(standing.waiting.flatMap(\.money).map(\.text) == ["1", "4", "5", "5", "6"])
    #expect(standing.waitingMoney.map(\.text) == ["21"])
  }
}
