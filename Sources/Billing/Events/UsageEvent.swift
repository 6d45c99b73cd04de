/// One optimisation outcome as telemetry persisted it. Immutable; amounts are on the grids of `MeasuredUnit`.
package struct UsageEvent: Hashable, Sendable {
  /// Given by the source, else derived from the identity fields; unique for ever.
  package let usageID: String
  /// Whether `usageID` was derived here.
  package let usageIDIsDerived: Bool
  /// The upstream's project.
  package let projectID: String
  /// The model that was optimised.
  package let modelName: String
  /// When it was measured.
  package let timestamp: Instant
  /// The hardware tier from the configured metadata key; empty when the event names none.
  package let hardwareTier: String
  /// What one benchmark replay can verify: model, tier and optimisation signature, joined; empty without a signature.
  package let claim: String
  /// The cloud region; empty when the event names none.
  package let region: String
  /// The currency of every money field.
  package let currency: Currency
  /// The targets the event names, sorted and unique; `nil` when the event leaves it to the project.
  package let providers: [ProviderID]?
  /// The measured amounts.
  package let amounts: Amounts

  /// The event's amounts on their grids: GPU time in 10^-12 h, money in 10^-9, tokens whole. None is negative.
  /// The last two come from GPU usage records only.
  package struct Amounts: Hashable, Sendable {
    /// `tokens_processed`.
    package var tokensProcessed: Int64
    /// `gpu_hours_before`.
    package var gpuHoursBefore: Int64
    /// `gpu_hours_after`.
    package var gpuHoursAfter: Int64
    /// `gpu_hours_saved`.
    package var gpuHoursSaved: Int64
    /// `cost_before`.
    package var costBefore: Int64
    /// `cost_after`.
    package var costAfter: Int64
    /// `cost_savings`.
    package var costSavings: Int64
    /// `usage_charge`: a control, never a bill.
    package var usageCharge: Int64
    /// `success_fee`: a control, never a bill.
    package var successFee: Int64
    /// `total_billable`: a control, never a bill.
    package var totalBillable: Int64
    /// Allocated GPUs times milliseconds, of a usage record's part in one hour.
    package var gpuMilliseconds: Int64
    /// By how many GPUs the day's peak rose.
    package var gpusPeak: Int64

    /// All amounts zero.
    package init() {
      (tokensProcessed, gpuHoursBefore, gpuHoursAfter, gpuHoursSaved) = (0, 0, 0, 0)
      (costBefore, costAfter, costSavings) = (0, 0, 0)
      (usageCharge, successFee, totalBillable) = (0, 0, 0)
      (gpuMilliseconds, gpusPeak) = (0, 0)
    }
  }

  /// An event with the parts given.
  package init(
    usageID: String, usageIDIsDerived: Bool, projectID: String, modelName: String, timestamp: Instant,
    hardwareTier: String, claim: String, region: String, currency: Currency, providers: [ProviderID]?,
    amounts: Amounts
  ) {
    self.usageID = usageID
    self.usageIDIsDerived = usageIDIsDerived
    self.projectID = projectID
    self.modelName = modelName
    self.timestamp = timestamp
    self.hardwareTier = hardwareTier
    self.claim = claim
    self.region = region
    self.currency = currency
    self.providers = providers
    self.amounts = amounts
  }
}
