/// What a provider de-duplicates or sums by: one series in one bucket of time.
package struct BucketKey: Hashable, Sendable {
  /// The target.
  package let provider: ProviderID
  /// The route's series.
  package let series: String
  /// First hour.
  package let start: UTCHour
  /// 1 or 24.
  package let hours: Int64

  /// A key of the parts given.
  package init(provider: ProviderID, series: String, start: UTCHour, hours: Int64) {
    self.provider = provider
    self.series = series
    self.start = start
    self.hours = hours
  }

  /// Its hours.
  package var window: BillingWindow { BillingWindow(start: start, end: start.adding(hours: hours)) }
}

/// What one project contributes to an item.
package struct Allocation: Hashable, Sendable {
  /// The project.
  package let projectID: String
  /// Whole provider units.
  package let units: Int128

  /// A project's units.
  package init(projectID: String, units: Int128) {
    self.projectID = projectID
    self.units = units
  }
}

/// A bucket's usage, ready to be frozen by its provider's adapter.
package struct PlannedBucket: Hashable, Sendable {
  /// Which bucket.
  package let key: BucketKey
  /// 0 for the bucket's first item, then rising.
  package let revision: Int
  /// The identifier the provider sees.
  package let itemID: String
  /// Units this item tells the provider: what is new, or the running total, by the route's accumulation.
  package let valueUnits: Int128
  /// `valueUnits` as the provider reads it.
  package let valueText: String
  /// By project, sorted by id; they add up to `valueUnits`.
  package let allocations: [Allocation]
  /// The route's address.
  package let address: [String: String]

  /// A bucket of the parts given.
  package init(
    key: BucketKey, revision: Int, itemID: String, valueUnits: Int128, valueText: String,
    allocations: [Allocation],
    address: [String: String]
  ) {
    self.key = key
    self.revision = revision
    self.itemID = itemID
    self.valueUnits = valueUnits
    self.valueText = valueText
    self.allocations = allocations
    self.address = address
  }
}

/// The bytes an adapter made of a planned bucket. They never change again.
package struct FrozenPayload: Hashable, Sendable {
  /// Exactly what is sent: a request body, or one record of one.
  package let bytes: [UInt8]
  /// SHA-256 of `bytes`, lower-case hexadecimal.
  package let digest: String
  /// Items of one key may travel in one request.
  package let batchKey: String

  /// Frozen bytes with their digest.
  package init(bytes: [UInt8], digest: String, batchKey: String) {
    self.bytes = bytes
    self.digest = digest
    self.batchKey = batchKey
  }
}
