package import Billing
package import Dispatching
import Metering

/// From a snapshot of the ledger to a seal: the two pure stages one after the other.
package enum SealPlanning {
  /// The plan that seals `window`. Cells of hours before `billingStarts` were billed by other means: they are sealed
  /// without a charge.
  package static func plan(
    window: BillingWindow, snapshot: LedgerSnapshot, catalog: Catalog, providers: [any Provider],
    billingStarts: UTCHour? = nil, bounds: SafetyBounds = SafetyBounds(), now: Instant
  ) -> SealPlan {
    slices(
      window: window, snapshot: snapshot, catalog: catalog, providers: providers,
      billingStarts: billingStarts,
      bounds: bounds, now: now
    ).whole()
  }

  /// The same plan, whose items are still to be frozen.
  package static func slices(
    window: BillingWindow, snapshot: LedgerSnapshot, catalog: Catalog, providers: [any Provider],
    billingStarts: UTCHour? = nil, bounds: SafetyBounds = SafetyBounds(), now: Instant
  ) -> SealSlices {
    // Most windows of a ledger that catches up are empty.
    guard !snapshot.openCells.isEmpty || !snapshot.waitingCharges.isEmpty else {
      return SealSlices(SealPlan(window: window, catalogVersion: catalog.version))
    }
    var rating = ChargeRating(
      catalog: catalog, progress: snapshot.ratings, verdicts: VerdictBook(snapshot.verdicts))
    var planner = SealPlanner(
      catalog: catalog, providers: providers, window: window, snapshot: snapshot, bounds: bounds, now: now)
    for waiting in snapshot.waitingCharges { review(waiting, catalog, &rating, &planner) }
    // Places are sorted, not cells, each of which counts half a dozen references.
    let cells = snapshot.openCells
    for place in cells.indices.sorted(by: { cells[$0].cell.key.precedes(cells[$1].cell.key) }) {
      let cell = cells[place]
      if let billingStarts, cell.cell.key.hour < billingStarts {
        planner.addCellBeforeBilling()
        continue
      }
      for meter in catalog.meters where cell.cell.sums[meter.measure] != 0 {
        add(cell, meter, &rating, &planner)
      }
    }
    let moved = rating.rating.movedSeries
    let movedRatings = moved.isEmpty ? [:] : rating.rating.progress.filter { moved.contains($0.key) }
    return (consume planner).sliced(ratings: movedRatings)
  }

  private static func add(
    _ cell: StoredCell, _ meter: Meter, _ rating: inout ChargeRating, _ planner: inout SealPlanner
  ) {
    guard let result = rating.rate(cell.cell, meter: meter) else { return }
    planner.add(result, cell: cell, meterID: meter.id, quantity: quantity(cell, meter))
  }

  /// Looks again at a charge that an earlier seal could not plan. One that was rated already keeps its rating for ever;
  /// while the catalog lacks its project or meter it simply goes on waiting.
  private static func review(
    _ waiting: WaitingCharge, _ catalog: Catalog, _ rating: inout ChargeRating, _ planner: inout SealPlanner
  ) {
    let key = waiting.cell.cell.key
    guard let meter = catalog.meter(waiting.meterID), let project = catalog.projects[key.projectID] else {
      return
    }
    let quantity = quantity(waiting.cell, meter)
    // Only providers that the catalog still names, and that have no charge yet which stands for ever.
    let targets = rating.providers(of: key, project: project, meter: meter)
      .filter { !waiting.settledProviders.contains($0) }
    for provider in waiting.providers where !targets.contains(provider) {
      planner.replace(provider, cell: waiting.cell, meterID: meter.id, quantity: quantity)
    }
    guard !targets.isEmpty else { return }
    let earlier = waiting.rated.map {
      MeterRating(providers: targets, outcome: .rated($0), verification: waiting.verification)
    }
    let result =
      earlier ?? rating.rate(waiting.cell.cell, project: project, meter: meter, providers: targets)
    planner.add(result, cell: waiting.cell, meterID: meter.id, quantity: quantity)
  }

  private static func quantity(_ cell: StoredCell, _ meter: Meter) -> Quantity {
    Quantity(
      steps: cell.cell.sums[meter.measure], unit: meter.measure.unit(currency: cell.cell.key.currency))
  }
}

/// What one seal did.
package struct SealResult: Sendable {
  /// The window.
  package let window: BillingWindow
  /// Cells sealed.
  package let cellCount: Int
  /// How many of them carry no charge because billing starts after their hour.
  package let cellCountBeforeBilling: Int
  /// Charges planned, held and skipped.
  package let plannedCount: Int
  /// Charges that must not be sent yet.
  package let heldCount: Int
  /// Charges that cannot be sent.
  package let skippedCount: Int
  /// Items frozen, by provider.
  package let itemCountOfProvider: [ProviderID: Int]
  /// Money of the items frozen.
  package let money: [Money]

  init(_ slices: SealSlices) {
    let plan = slices.plan
    window = plan.window
    cellCount = plan.sealedCellIDs.count
    cellCountBeforeBilling = plan.cellCountBeforeBilling
    guard !plan.charges.isEmpty else {
      (plannedCount, heldCount, skippedCount, itemCountOfProvider, money) = (0, 0, 0, [:], [])
      return
    }
    let counts = plan.charges.reduce(into: (planned: 0, held: 0, skipped: 0)) { counts, charge in
      switch charge.state {
      case .planned: counts.planned += 1
      case .held: counts.held += 1
      case .skipped: counts.skipped += 1
      case .replaced: break
      }
    }
    (plannedCount, heldCount, skippedCount) = counts
    itemCountOfProvider = slices.tally.countOfProvider
    money = MoneySums.amounts(slices.tally.moneySteps)
  }
}

/// Sums of money by currency.
package enum MoneySums {
  /// One entry a currency, sorted by code.
  package static func sums(of amounts: [Money]) -> [Money] {
    var stepsOfCurrency: [Currency: Int128] = [:]
    for amount in amounts { stepsOfCurrency[amount.currency, default: 0] += amount.steps }
    return Self.amounts(stepsOfCurrency)
  }

  /// The sums as amounts, sorted by code.
  package static func amounts(_ stepsOfCurrency: [Currency: Int128]) -> [Money] {
    stepsOfCurrency.sorted { $0.key < $1.key }.map { Money(steps: $0.value, currency: $0.key) }
  }
}
