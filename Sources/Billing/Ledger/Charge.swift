/// One sealed cell by one meter, rated, on its way to one provider. (cell, meter, provider) is unique.
package struct Charge: Hashable, Sendable {
  /// Where the charge stands. `held` and `skipped` are debts: every seal looks at them again.
  package enum State: Hashable, Sendable {
    /// Its steps are sealed: in that dispatch item, or, without one, in the carry, until they make a whole unit.
    case planned(itemID: String?)
    /// It must not be sent yet.
    case held(HoldReason)
    /// It cannot be sent: the project names a provider it has no configuration for.
    case skipped(reason: String)
    /// It stood for a project nobody knew, or for a provider the catalog no longer names: charges of other providers
    /// took its place.
    case replaced
  }
  /// The store's number of the cell.
  package let cellID: Int64
  /// The meter.
  package let meterID: String
  /// The target; `unassigned` while nobody knows the project.
  package let provider: ProviderID
  /// The cell's sum of the meter's measure.
  package let quantity: Quantity
  /// What it is rated at, or, for a hold that precedes rating, what it would be; `nil` while no price covers it.
  package let money: Money?
  /// The price it was rated with.
  package let priceID: String?
  /// Steps that go into the bucket: the quantity beyond the allowance, or the money, by what the meter bills.
  package let billedSteps: Int128
  /// Where it stands.
  package var state: State
  /// What a verdict let be billed of the quantity; `nil` for what needs no verdict or has none yet.
  package let verification: ChargeVerification?

  /// A charge of the parts given.
  package init(
    cellID: Int64, meterID: String, provider: ProviderID, quantity: Quantity, money: Money?, priceID: String?,
    billedSteps: Int128, state: State, verification: ChargeVerification? = nil
  ) {
    self.cellID = cellID
    self.meterID = meterID
    self.provider = provider
    self.quantity = quantity
    self.money = money
    self.priceID = priceID
    self.billedSteps = billedSteps
    self.state = state
    self.verification = verification
  }
}

/// Why a charge must not be sent yet. The raw value is what the store and reports hold.
package enum HoldReason: String, Error, CaseIterable, Hashable, Sendable {
  /// A claimed saving without a verdict.
  case unverified = "unverified"
  /// The catalog does not know the project.
  case projectUnknown = "project_unknown"
  /// The price book has no price for the (project, tier, hour).
  case priceMissing = "price_missing"
  /// The price's allowance, tiers, minimum or cap were edited inside a period that is rated already.
  case priceChanged = "price_changed"
  /// The provider is configured but has no meter or dimension for the (meter, tier).
  case dimensionUnmapped = "dimension_unmapped"
  /// The event's currency is not the route's.
  case currencyMismatch = "currency_mismatch"
  /// The catalog gives the series another unit than it was sealed with so far.
  case unitChanged = "unit_changed"
  /// The exact charge does not fit in 128 bits.
  case chargeOutOfRange = "charge_out_of_range"
  /// The provider no longer accepts the usage's hour, and the window being sealed holds none that it does.
  case hourClosed = "hour_closed"
  /// The bucket's value breaks a limit of the provider.
  case valueOutOfRange = "value_out_of_range"

  /// Whether the charge was held before it was rated, so that its money is an estimate and its rating series has not
  /// moved.
  package var precedesRating: Bool {
    switch self {
    case .unverified, .projectUnknown, .priceMissing, .priceChanged, .chargeOutOfRange: true
    case .dimensionUnmapped, .currencyMismatch, .unitChanged, .hourClosed, .valueOutOfRange: false
    }
  }

  /// What a person does about it.
  package var nextAction: String {
    switch self {
    case .unverified: "verify the claim, or set verification: not_required with a reason for the project"
    case .projectUnknown: "add the project to the catalog"
    case .priceMissing: "add a price for the meter, project and hardware tier to the price book"
    case .priceChanged: "restore the price, and give the new terms a new id from the first of a month on"
    case .dimensionUnmapped: "map the meter and hardware tier to the provider in the catalog"
    case .currencyMismatch: "correct the currency of the price or of the events"
    case .unitChanged: "restore the route's value unit, or map the usage to a new meter or dimension"
    case .chargeOutOfRange: "check the quantity and the rate"
    case .hourClosed: "none: the next seal places it in an hour that the provider still accepts"
    case .valueOutOfRange: "check the quantity, or choose a larger value unit for the route"
    }
  }
}
