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
  /// The latest hour that waits.
  package let latestHour: UTCHour
  /// What its charges would be as claimed, one entry a currency, sorted by code.
  package let money: [Money]
}

/// Finds the claims that need a verdict. A pure function of a snapshot.
package struct OpenClaims {
  private let catalog: Catalog
  private let book: VerdictBook
  private let rating: Rating
  private var drafts: [ClaimKey: [String: Draft]] = [:]

  fileprivate struct Draft {
    var widest: (saved: Int128, baseline: Int128)?
    var cellIDs: Set<Int64> = []
    var latestHour: UTCHour
    var moneySteps: [Currency: Int128] = [:]
  }

  /// The claims of cells, open or waiting, whose project's savings need a verdict and have none that counts; with
  /// `window`, only of hours within. Largest money first, then by key.
  package static func claims(
    in snapshot: LedgerSnapshot, catalog: Catalog, window: BillingWindow? = nil
  ) -> [OpenClaim] {
    var claims = OpenClaims(catalog: catalog, snapshot: snapshot)
    for cell in snapshot.openCells where window?.contains(cell.cell.key.hour) ?? true {
      for meter in catalog.meters { claims.add(cell, meter) }
    }
    for waiting in snapshot.waitingCharges where window?.contains(waiting.cell.cell.key.hour) ?? true {
      guard waiting.rated == nil, let meter = catalog.meter(waiting.meterID) else { continue }
      claims.add(waiting.cell, meter)
    }
    return claims.sorted()
  }

  private init(catalog: Catalog, snapshot: LedgerSnapshot) {
    self.catalog = catalog
    book = VerdictBook(snapshot.verdicts)
    rating = Rating(catalog: catalog, progress: snapshot.ratings)
  }

  private mutating func add(_ cell: StoredCell, _ meter: Meter) {
    let (key, sums) = (cell.cell.key, cell.cell.sums)
    guard meter.measure.isSaving, sums[meter.measure] > 0, let claim = ClaimKey(of: key),
      catalog.projects[key.projectID]?.verification == .required, book.verdict(for: key) == nil
    else { return }
    var draft = drafts[claim]?[key.hardwareTier] ?? Draft(latestHour: key.hour)
    draft.latestHour = max(draft.latestHour, key.hour)
    if draft.cellIDs.insert(cell.id).inserted { draft.widen(by: sums) }
    if let money = estimate(key, meter, sums[meter.measure]) {
      draft.moneySteps[money.currency, default: 0] += money.steps
    }
    drafts[claim, default: [:]][key.hardwareTier] = draft
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
          latestHour: draft.latestHour,
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
