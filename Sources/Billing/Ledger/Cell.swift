/// Names one cell: metered usage of an hour that is alike in everything a charge depends on.
package struct CellKey: Hashable, Sendable {
  /// The hour of the events.
  package let hour: UTCHour
  /// The project.
  package let projectID: String
  /// The hardware tier; empty when the events name none.
  package let hardwareTier: String
  /// The claim, for meters of savings; empty for meters of use.
  package let claim: String
  /// The meter.
  package let meterID: String
  /// The currency of the events.
  package let currency: Currency
  /// The targets the events go to, sorted and unique.
  package let providers: [ProviderID]

  /// A key of the parts given.
  package init(
    hour: UTCHour, projectID: String, hardwareTier: String, claim: String, meterID: String, currency: Currency,
    providers: [ProviderID]
  ) {
    self.hour = hour
    self.projectID = projectID
    self.hardwareTier = hardwareTier
    self.claim = claim
    self.meterID = meterID
    self.currency = currency
    self.providers = providers
  }

  /// A total order that is the same in every process: what plans and reports are sorted by.
  package var sortKey: [String] {
    [
      hour.text, projectID, hardwareTier, meterID, claim, currency.code,
      providers.map(\.name).joined(separator: ","),
    ]
  }
}

/// Exact sums of the events of one cell.
package struct Cell: Hashable, Sendable {
  /// Which cell.
  package let key: CellKey
  /// Sum of the meter's measure, in grid steps.
  package var steps: Int128
  /// How many events.
  package var eventCount: Int
  /// Sum of the events' own charge for the measure, in money steps: a control.
  package var controlSteps: Int128

  /// A cell of the parts given.
  package init(key: CellKey, steps: Int128, eventCount: Int, controlSteps: Int128) {
    self.key = key
    self.steps = steps
    self.eventCount = eventCount
    self.controlSteps = controlSteps
  }
}

/// A cell as the store holds it.
package struct StoredCell: Hashable, Sendable {
  /// The store's number for it.
  package let id: Int64
  /// Its sums.
  package let cell: Cell

  /// A cell under its number.
  package init(id: Int64, cell: Cell) {
    self.id = id
    self.cell = cell
  }
}
