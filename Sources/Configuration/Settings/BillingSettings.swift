package import Billing

/// What `billing.yaml` says. Paths are absolute or usable from the working folder.
package struct BillingSettings: Hashable, Sendable {
  /// Where the ledger lies.
  package let store: StoreLocation
  /// The catalog's file.
  package let catalogPath: String
  /// The folder of job definitions.
  package let jobsFolder: String
  /// The folder that receives a folder of results for every run.
  package let resultsFolder: String
  /// Files and folders that `import` reads when neither the job nor the command line names any.
  package let sourcePaths: [String]
  /// Files and folders of GPU usage records that `import` reads besides them.
  package let usageRecordPaths: [UsageRecordPath]
  /// Whose usage records are, and of which tier.
  package let usageRecords: UsageRecordSettings
  /// Which metadata keys of an event hold what its fields do not.
  package let eventMetadata: EventMetadataKeys
  /// The currency of customers that name none.
  package let defaultCurrency: Currency
  /// Seconds a window waits after its end, for jobs that do not say.
  package let settleLagSeconds: Int64
  /// Where the ledger's witness lies; `nil` for beside the ledger.
  package let witnessPath: String?
  /// Beyond them a seal's items wait for a person.
  package let bounds: SafetyBounds
  /// Windows before this instant are never sealed; `nil` to begin with the first event.
  package let billingStarts: Instant?
  /// How claims are verified; `nil` where nothing is verified.
  package let verification: VerificationSettings?
  /// Stripe; `nil` when the target is not used.
  package let stripe: StripeSettings?
  /// AWS Marketplace; `nil` when the target is not used.
  package let aws: AWSMarketplaceSettings?
}

/// Names of keys inside an event's `metadata`.
package struct EventMetadataKeys: Hashable, Sendable {
  /// The hardware tier.
  package let hardwareTier: String
  /// The optimisation's signature, of which the claim is made.
  package let claimSignature: String
  /// The cloud region.
  package let region: String
}

extension BillingSettings {
  /// Everything here that routes are made of: part of the catalog's version, since charges that wait are looked at
  /// again when it changes.
  var routingText: String {
    let stripe = stripe.map { "stripe \($0.account ?? "-") \($0.isLive)" } ?? "-"
    let aws = aws.map { "aws \($0.region ?? "-") \($0.projectTagKey)" } ?? "-"
    return "\(defaultCurrency.code)\n\(stripe)\n\(aws)\n"
  }
}
