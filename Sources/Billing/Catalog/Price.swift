/// One entry of the price book: what one meter costs for some projects and tiers from an instant on.
package struct Price: Hashable, Sendable {
  /// The catalog's name for it, unique; with `effectiveFrom` it names the price version a charge was made with.
  package let id: String
  /// The meter it prices.
  package let meterID: String
  /// The projects it covers; `nil` for all.
  package let projectIDs: Set<String>?
  /// The hardware tiers it covers; `nil` for all.
  package let hardwareTiers: Set<String>?
  /// The currency of every amount in it.
  package let currency: Currency
  /// First hour it holds.
  package let effectiveFrom: UTCHour
  /// One past the last hour it holds; `nil` while open.
  package let effectiveUntil: UTCHour?
  /// How a quantity becomes money.
  package let schedule: PriceSchedule

  /// A price of the parts given.
  package init(
    id: String, meterID: String, projectIDs: Set<String>?, hardwareTiers: Set<String>?, currency: Currency,
    effectiveFrom: UTCHour, effectiveUntil: UTCHour?, schedule: PriceSchedule
  ) {
    self.id = id
    self.meterID = meterID
    self.projectIDs = projectIDs
    self.hardwareTiers = hardwareTiers
    self.currency = currency
    self.effectiveFrom = effectiveFrom
    self.effectiveUntil = effectiveUntil
    self.schedule = schedule
  }

  /// Whether it prices that usage.
  package func covers(meterID: String, projectID: String, hardwareTier: String, hour: UTCHour) -> Bool {
    self.meterID == meterID && (projectIDs?.contains(projectID) ?? true)
      && (hardwareTiers?.contains(hardwareTier) ?? true) && effectiveFrom <= hour
      && (effectiveUntil.map { hour < $0 } ?? true)
  }

  /// The same price without its minimum.
  package var withoutMinimum: Price {
    let schedule = PriceSchedule(
      tiers: schedule.tiers, allowanceSteps: schedule.allowanceSteps, cap: schedule.cap)
    return Price(
      id: id, meterID: meterID, projectIDs: projectIDs, hardwareTiers: hardwareTiers, currency: currency,
      effectiveFrom: effectiveFrom, effectiveUntil: effectiveUntil, schedule: schedule)
  }

  /// How closely it fits: a price for named projects beats one for all, then named tiers, then the later start.
  package var specificity: (Int, Int, Int64) {
    (projectIDs == nil ? 0 : 1, hardwareTiers == nil ? 0 : 1, effectiveFrom.index)
  }
}

/// How a quantity of one billing period (calendar month, UTC) becomes money, for one (project, price).
package struct PriceSchedule: Hashable, Sendable {
  /// One graduated tier: the rate of the part of the period's quantity up to `upperSteps`.
  package struct Tier: Hashable, Sendable {
    /// One past the last grid step of this tier; `nil` for the last tier.
    package let upperSteps: Int128?
    /// Money per unit; for money measures the share, so that 0.20 is 20 %.
    package let rate: Rate

    /// A tier up to a bound.
    package init(upperSteps: Int128?, rate: Rate) {
      self.upperSteps = upperSteps
      self.rate = rate
    }
  }
  /// In rising order; the last has no bound. One tier is a flat rate.
  package let tiers: [Tier]
  /// Quantity of each period that is free, in grid steps; taken off before the tiers and before anything is sent.
  package let allowanceSteps: Int128
  /// The least money of a period that has any usage: charged with the first usage, and used up by what follows, so
  /// that a period's charges add up to the same whatever the windows are.
  package let minimum: Money?
  /// The most money of a period.
  package let cap: Money?
  /// The terms as one line of text: equal text, equal terms. Written once, since every charge is held against it.
  package let text: String

  /// A schedule; tiers out of order or without an open last one are a programmer error.
  package init(tiers: [Tier], allowanceSteps: Int128 = 0, minimum: Money? = nil, cap: Money? = nil) {
    precondition(tiers.last.map { $0.upperSteps == nil } ?? false, "the last tier is open")
    self.tiers = tiers
    self.allowanceSteps = allowanceSteps
    self.minimum = minimum
    self.cap = cap
    let rates = tiers.map { "\($0.upperSteps.map { "\($0)" } ?? "-"):\($0.rate.text)" }.joined(separator: " ")
    text = "\(rates) allowance \(allowanceSteps) minimum \(minimum?.text ?? "-") cap \(cap?.text ?? "-")"
  }

  /// Whether every unit costs the same, whatever came before it in the period.
  package var isFlat: Bool { tiers.count == 1 && allowanceSteps == 0 && minimum == nil && cap == nil }
}
