import Billing
import Metering
import Testing

@Suite("Claims whose usage waits for a verdict")
struct OpenClaimsTests {
  static let hour: Int128 = 1_000_000_000_000
  static let start = UTCHour(index: 494_000)

  private func catalog(_ rule: Project.VerificationRule = .required) throws -> Catalog {
    let dollar = try #require(Currency(code: "USD"))
    let meter = Meter(id: "saved", measure: .gpuHoursSaved, billed: .charge, providers: nil)
    let used = Meter(id: "used", measure: .gpuHoursUsed, billed: .charge, providers: nil)
    let price = Price(
      id: "p", meterID: "saved", projectIDs: nil, hardwareTiers: nil, currency: dollar,
      effectiveFrom: UTCHour(index: 0), effectiveUntil: nil,
      schedule: PriceSchedule(tiers: [.init(upperSteps: nil, rate: try Rate(text: "2"))]))
    let projects = ["small", "large"].map {
      Project(id: $0, customerID: "c", providers: [ProviderID("stripe")], verification: rule)
    }
    return Catalog(version: "v", projects: projects, meters: [meter, used], prices: [price], routes: [])
  }

  private func cell(
    _ id: Int64, _ project: String = "small", saved: Int128, of baseline: Int128, claim: String = "m|h100|s",
    hoursLater: Int64 = 0
  ) throws -> StoredCell {
    var sums = MeasureSums()
    (sums.gpuHoursBaseline, sums.gpuHoursSaved) = (baseline * Self.hour, saved * Self.hour)
    sums.gpuHoursUsed = sums.gpuHoursBaseline - sums.gpuHoursSaved
    let key = CellKey(
      hour: Self.start.adding(hours: hoursLater), projectID: project, hardwareTier: "h100", claim: claim,
      currency: try #require(Currency(code: "USD")), providers: [])
    return StoredCell(id: id, cell: Cell(key: key, sums: sums, eventCount: 1))
  }

  private func waiting(_ cell: StoredCell) -> WaitingCharge {
    WaitingCharge(
      cell: cell, meterID: "saved", providers: [ProviderID("stripe")], settledProviders: [], rated: nil)
  }

  @Test("Open and waiting cells of a claim are one entry: its widest claim, its money, its latest hour")
  func gathered() throws {
    var snapshot = LedgerSnapshot(openCells: [
      try cell(1, saved: 1, of: 10), try cell(2, saved: 3, of: 10, hoursLater: 5),
    ])
    snapshot.waitingCharges = [waiting(try cell(3, saved: 4, of: 40, hoursLater: -9))]
    let claims = OpenClaims.claims(in: snapshot, catalog: try catalog())
    let claim = try #require(claims.first)
    #expect(claims.count == 1)
    #expect(claim.key == ClaimKey(projectID: "small", claim: "m|h100|s"))
    #expect(claim.cellCount == 3 && claim.latestCellID == 3)
    #expect((claim.savedSteps, claim.baselineSteps) == (3 * Self.hour, 10 * Self.hour))
    #expect(claim.latestHour == Self.start.adding(hours: 5))
    #expect(claim.money.map(\.text) == ["16"])
  }

  @Test("The largest money comes first, then the key")
  func order() throws {
    let snapshot = LedgerSnapshot(openCells: [
      try cell(1, saved: 1, of: 10, claim: "m|h100|b"), try cell(2, saved: 1, of: 10, claim: "m|h100|a"),
      try cell(3, "large", saved: 9, of: 10),
    ])
    let claims = OpenClaims.claims(in: snapshot, catalog: try catalog())
    #expect(claims.map(\.key.claim) == ["m|h100|s", "m|h100|a", "m|h100|b"])
  }

  @Test("What needs no verdict, has one, saves nothing or names no claim is left out")
  func leftOut() throws {
    let cells = [
      try cell(1, saved: 0, of: 10), try cell(2, saved: 1, of: 10, claim: ""),
      try cell(3, "stranger", saved: 1, of: 10),
    ]
    #expect(OpenClaims.claims(in: LedgerSnapshot(openCells: cells), catalog: try catalog()).isEmpty)
    let claiming = LedgerSnapshot(openCells: [try cell(1, saved: 1, of: 10)])
    #expect(OpenClaims.claims(in: claiming, catalog: try catalog()).count == 1)
    #expect(OpenClaims.claims(in: claiming, catalog: try catalog(.notRequired(reason: "agreed"))).isEmpty)
    var decided = claiming
    decided.verdicts = [
      StoredVerdict(
        id: 1,
        verdict: Verdict(
          claim: ClaimKey(projectID: "small", claim: "m|h100|s"), outcome: .rejected, reason: .noUplift,
          claimed: .none, lowerBound: nil, estimate: nil, terms: VerdictTerms(), hardwareTier: "h100",
          driverVersion: "", hardwareFingerprint: "", decidedAt: Self.start.start, attempt: 1,
          evidenceSHA256: ""))
    ]
    #expect(OpenClaims.claims(in: decided, catalog: try catalog()).isEmpty)
    var again = OpenClaims.Scope()
    again.triedAgain = [ClaimKey(projectID: "small", claim: "m|h100|s")]
    #expect(OpenClaims.claims(in: decided, catalog: try catalog(), again).count == 1)
    var otherDriver = OpenClaims.Scope()
    otherDriver.driverOfTier = { $0 == "h100" ? "590.1" : nil }
    #expect(OpenClaims.claims(in: decided, catalog: try catalog(), otherDriver).count == 1)
    otherDriver.driverOfTier = { $0 == "h100" ? "" : nil }
    #expect(
      OpenClaims.claims(in: decided, catalog: try catalog(), otherDriver).isEmpty, "the verdict's own driver")
  }

  @Test("With a window only its hours count; a charge that was rated waits for something else")
  func window() throws {
    var snapshot = LedgerSnapshot(openCells: [
      try cell(1, saved: 1, of: 10), try cell(2, saved: 2, of: 10, hoursLater: 1),
    ])
    let window = BillingWindow(start: Self.start, end: Self.start.adding(hours: 1))
    var scope = OpenClaims.Scope()
    scope.window = window
    #expect(OpenClaims.claims(in: snapshot, catalog: try catalog(), scope).map(\.cellCount) == [1])
    let dollar = try #require(Currency(code: "USD"))
    snapshot = LedgerSnapshot()
    snapshot.waitingCharges = [
      WaitingCharge(
        cell: try cell(3, saved: 1, of: 10), meterID: "saved", providers: [ProviderID("stripe")],
        settledProviders: [],
        rated: RatedAmount(money: Money(steps: 1, currency: dollar), priceID: "p", billedSteps: 1))
    ]
    #expect(OpenClaims.claims(in: snapshot, catalog: try catalog()).isEmpty)
  }

  @Test("Usage that no verdict of today would cover widens nothing; a claim of nothing else is too old")
  func tooOld() throws {
    let snapshot = LedgerSnapshot(openCells: [
      try cell(1, saved: 1, of: 10), try cell(2, saved: 9, of: 10, hoursLater: -5),
    ])
    var scope = OpenClaims.Scope()
    scope.coveredFrom = { _ in Self.start }
    let claim = try #require(OpenClaims.claims(in: snapshot, catalog: try catalog(), scope).first)
    #expect(!claim.isTooOld && claim.savedSteps == Self.hour && claim.cellCount == 2)
    scope.coveredFrom = { _ in Self.start.adding(hours: 1) }
    #expect(OpenClaims.claims(in: snapshot, catalog: try catalog(), scope).map(\.isTooOld) == [true])
  }

  @Test("A claim that says it saved everything, or more, is listed, though no speed-up does that")
  func everythingSaved() throws {
    let snapshot = LedgerSnapshot(openCells: [try cell(1, saved: 10, of: 10)])
    let claim = try #require(OpenClaims.claims(in: snapshot, catalog: try catalog()).first)
    #expect(claim.baselineSteps == 0)
  }
}
