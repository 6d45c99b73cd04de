/// Where the usage of one (project, meter, tier) goes at one provider, resolved from the catalog.
package struct Route: Hashable, Sendable {
  /// What a later item of the same bucket means to the provider.
  package enum Accumulation: String, Hashable, Sendable {
    /// Items of a bucket add up; each carries only what is new.
    case delta
    /// The last item of a bucket counts; each carries the bucket's running total.
    case total
  }
  /// Where usage goes that is sealed after its bucket's first item.
  package enum LatePolicy: String, Hashable, Sendable {
    /// Into a further revision of the same bucket.
    case sameBucket
    /// Into the last hour of the window being sealed, since the provider locks an hour at its first record; of the
    /// same month when the window has such an hour.
    case openHour
  }
  /// The target.
  package let provider: ProviderID
  /// The project it holds for.
  package let projectID: String
  /// The meter it holds for.
  package let meterID: String
  /// The tier it holds for; `nil` for every tier without a route of its own.
  package let hardwareTier: String?
  /// Names the provider's counter: account and mode or region, customer or licence, meter or dimension. Usage with
  /// the same series is summed into one bucket.
  package let series: String
  /// Grid steps in one unit the provider is sent: 10^6 steps for micro-hours of GPU time.
  package let stepsPerUnit: Int128
  /// Decimal digits of the value text: 6 when units are millionths but the provider is sent whole hours.
  package let valueDigits: Int
  /// Hours in a bucket: 1 or 24.
  package let bucketHours: Int64
  /// What a further item of a bucket means.
  package let accumulation: Accumulation
  /// Where late usage goes.
  package let latePolicy: LatePolicy
  /// The only currency of charges on this route.
  package let currency: Currency
  /// What the adapter needs to freeze an item, under the adapter's own keys.
  package let address: [String: String]

  /// A route of the parts given.
  package init(
    provider: ProviderID, projectID: String, meterID: String, hardwareTier: String?, series: String,
    stepsPerUnit: Int128, valueDigits: Int, bucketHours: Int64, accumulation: Accumulation,
    latePolicy: LatePolicy,
    currency: Currency, address: [String: String]
  ) {
    precondition(bucketHours == 1 || bucketHours == 24, "a bucket is an hour or a UTC day")
    self.provider = provider
    self.projectID = projectID
    self.meterID = meterID
    self.hardwareTier = hardwareTier
    self.series = series
    self.stepsPerUnit = stepsPerUnit
    self.valueDigits = valueDigits
    self.bucketHours = bucketHours
    self.accumulation = accumulation
    self.latePolicy = latePolicy
    self.currency = currency
    self.address = address
  }
}
