package import Billing

/// A claim whose usage waits for a verdict.
package struct OpenClaim: Hashable, Sendable {
  /// Which claim.
  package let key: ClaimKey
  /// The tier its usage ran on.
  package let hardwareTier: String
  /// The saving, in steps, of the cell that says it saved the largest share of its baseline.
  package let savedSteps: Int128
  /// The baseline of that cell, in steps.
  package let baselineSteps: Int128
  /// Cells that wait.
  package let cellCount: Int
  /// The newest of them: what to ask for when a claim shall be explained.
  package let latestCellID: Int64
  /// The latest hour that waits.
  package let latestHour: UTCHour
  /// Whether all of its usage is older than a verdict of today could cover.
  package let isTooOld: Bool
  /// What its charges would be as claimed, one entry a currency, sorted by code.
  package let money: [Money]

  /// A claim of the parts given.
  package init(
    key: ClaimKey, hardwareTier: String, savedSteps: Int128, baselineSteps: Int128, cellCount: Int,
    latestCellID: Int64,
    latestHour: UTCHour, isTooOld: Bool, money: [Money]
  ) {
    self.key = key
    self.hardwareTier = hardwareTier
    self.savedSteps = savedSteps
    self.baselineSteps = baselineSteps
    self.cellCount = cellCount
    self.latestCellID = latestCellID
    self.latestHour = latestHour
    self.isTooOld = isTooOld
    self.money = money
  }
}

/// Finds the claims that need a verdict. A pure function of a snapshot.
package struct OpenClaims {
  private let catalog: Catalog
  private let book: VerdictBook
  private let rating: Rating
  private let scope: Scope
  private var drafts: [ClaimKey: [String: Draft]] = [:]

  /// Which claims are looked for, and what is known of this host.
  package struct Scope {
    /// Only usage of these hours; `nil` for all.
    package var window: BillingWindow?
    /// Claims that are tried although there is a verdict that counts.
    package var triedAgain: Set<ClaimKey> = []
    /// The driver of this host, where it is of that tier: a verdict of another driver does not count any more.
    package var driverOfTier: (String) -> String? = { _ in nil }
    /// The first hour that a verdict of today covers, by project.
    package var coveredFrom: (String) -> UTCHour = { _ in UTCHour(index: .min) }

    /// All that waits.
    package init() {}
  }

  fileprivate struct Draft {
    var widest: (saved: Int128, baseline: Int128)?
    var cellIDs: Set<Int64> = []
    var latestHour: UTCHour
    var isTooOld = true
    var moneySteps: [Currency: Int128] = [:]
  }

  /// The claims of cells, open or waiting, whose project's savings need a verdict and have none that counts.
  /// Largest money first, then by key.
  package static func claims(
    in snapshot: LedgerSnapshot, catalog: Catalog, _ scope: Scope = Scope()
  ) -> [OpenClaim] {
    let window = scope.window
    var claims = OpenClaims(catalog: catalog, snapshot: snapshot, scope: scope)
    for cell in snapshot.openCells where window?.contains(cell.cell.key.hour) ?? true {
      for meter in catalog.meters { claims.add(cell, meter) }
    }
    for waiting in snapshot.waitingCharges where window?.contains(waiting.cell.cell.key.hour) ?? true {
      guard waiting.rated == nil, let meter = catalog.meter(waiting.meterID) else { continue }
      claims.add(waiting.cell, meter)
    }
    return claims.sorted()
  }

  private init(catalog: Catalog, snapshot: LedgerSnapshot, scope: Scope) {
    self.catalog = catalog
    self.scope = scope
    book = VerdictBook(snapshot.verdicts)
    rating = Rating(catalog: catalog, progress: snapshot.ratings)
  }

  private mutating func add(_ cell: StoredCell, _ meter: Meter) {
    let (key, sums) = (cell.cell.key, cell.cell.sums)
    guard meter.measure.isSaving, sums[meter.measure] > 0, let claim = ClaimKey(of: key),
      catalog.projects[key.projectID]?.verification == .required, needsVerdict(claim, key)
    else { return }
    var draft = drafts[claim]?[key.hardwareTier] ?? Draft(latestHour: key.hour)
    draft.latestHour = max(draft.latestHour, key.hour)
    let isTooOld = key.hour < scope.coveredFrom(key.projectID)
    if !isTooOld { draft.isTooOld = false }
    if draft.cellIDs.insert(cell.id).inserted, !isTooOld { draft.widen(by: sums) }
    if let money = estimate(key, meter, sums[meter.measure]) {
      draft.moneySteps[money.currency, default: 0] += money.steps
    }
    drafts[claim, default: [:]][key.hardwareTier] = draft
  }

  private func needsVerdict(_ claim: ClaimKey, _ key: CellKey) -> Bool {
    guard let found = book.verdict(for: key), !scope.triedAgain.contains(claim) else { return true }
    let driver = scope.driverOfTier(key.hardwareTier)
    return driver != nil && driver != found.verdict.driverVersion
  }

  private func estimate(_ key: CellKey, _ meter: Meter, _ steps: Int128) -> Money? {
    do throws(HoldReason) {
      return try rating.estimate(key, meter: meter, steps: steps).money
    } catch {
      return nil
    }
  }

  private func sorted() -> [OpenClaim] {
    let claims = drafts.flatMap { key, tiers in
      tiers.map { tier, draft in
        OpenClaim(
          key: key, hardwareTier: tier, savedSteps: draft.widest?.saved ?? 0,
          baselineSteps: draft.widest?.baseline ?? 0, cellCount: draft.cellIDs.count,
          latestCellID: draft.cellIDs.max() ?? 0,
          latestHour: draft.latestHour, isTooOld: draft.isTooOld,
          money: draft.moneySteps.sorted { $0.key < $1.key }.map { Money(steps: $0.value, currency: $0.key) })
      }
    }
    return claims.sorted { left, right in
      let (first, second) = (left.money.first?.steps ?? 0, right.money.first?.steps ?? 0)
      guard first == second else { return first > second }
      return (left.key.projectID, left.key.claim, left.hardwareTier)
        < (right.key.projectID, right.key.claim, right.hardwareTier)
    }
  }
}

extension OpenClaims.Draft {
  /// Takes over the sums of a cell that says it saved a larger share.
  fileprivate mutating func widen(by sums: MeasureSums) {
    let (saved, baseline) = (sums.gpuHoursSaved, sums.gpuHoursBaseline)
    guard let speedUp = SavingRule.claimedSpeedUp(savedSteps: saved, baselineSteps: baseline) else { return }
    let widestSpeedUp = widest.flatMap {
      SavingRule.claimedSpeedUp(savedSteps: $0.saved, baselineSteps: $0.baseline)
    }
    if widestSpeedUp.map({ speedUp > $0 }) ?? true { widest = (saved, baseline) }
  }
}
