import Billing
import Configuration
import Testing

/// Small correct texts that the tests break in one place each.
enum Samples {
  static let settings = """
    store: sqlite:var/billing.sqlite
    catalog: catalog.yaml
    results: /srv/results
    sources:
      drop_folder: inbox
      paths: [/data/events, ./more]
    event_metadata:
      claim_signature: signature
    defaults:
      currency: USD
      settle_lag: 90m
    billing_starts: 2026-11-01
    providers:
      stripe:
        account: acct_1Seller
        livemode: false
        api_base: https://api.example.test/
        api_key_file: secrets/stripe.key
        requests_per_second: 20
      aws:
        region: us-east-1
        endpoint: http://127.0.0.1:4566
        profile: billing
        acceptance_window_hours: 12
        requests_per_second: 5
        project_tag_key: project
    """

  static let catalog = """
    currency: USD
    hardware_tiers: [a100, h100]
    customers:
      - id: acme
        stripe_customer_id: cus_Acme
      - id: umbra
        currency: EUR
        aws: {account_id: 012345678901, license_arn: "arn:aws:license-manager::294406891311:license:l-1"}
    projects:
      - id: proj-1
        customer: acme
        stripe_product_id: prod_One
        stripe_meter_id: mtr_One
      - id: proj-2
        customer: umbra
        verification: {not_required: agreed in writing}
      - id: proj-3
        customer: umbra
        providers: [stripe, aws]
        aws:
          region: eu-west-1
          account_id: 555555555555
          license_arn: arn:aws:license-manager::294406891311:license:l-2
    meters:
      - id: hours
        measure: gpu_hours_after
        billed: quantity
      - id: tokens
        measure: tokens_processed
        billed: quantity
        providers: [aws]
      - id: fee
        measure: cost_savings
        billed: charge
    prices:
      - id: hours-2026
        meter: hours
        currency: USD
        effective_from: 2026-01-01
        effective_until: 2026-12-01T06
        rate: 2.50
      - id: fee-2026
        meter: fee
        projects: [proj-2]
        currency: EUR
        effective_from: 2026-01-01T00:00:00Z
        share: 20%
        minimum: 10
        cap: 100.5
      - id: tokens-2026
        meter: tokens
        hardware_tiers: [h100]
        currency: EUR
        effective_from: 2026-01-01
        allowance: 1000
        tiers:
          - up_to: 5000
            rate: 0.001
          - rate: 0.0005
    stripe_meters:
      - meter: hours
        event_name: gpu_hours
      - meter: fee
        meter_id: mtr_Fee
        event_name: fee_cents
        value_unit: 0.01
        event_time_window: day
        customer_key: customer
        value_key: cents
    aws_dimensions:
      - meter: hours
        hardware_tiers: [h100]
        dimension: hours_h100
      - meter: hours
        dimension: hours_other
        quantity: integer
      - meter: tokens
        dimension: tokens_thousand
        unit: 1000
      - meter: fee
        projects: [proj-2]
        dimension: fee
    """

  static let job = """
    name: nightly
    description: Bill the day before.
    why: So that every day is billed.
    window:
      length: 24h
      settle_lag: 2h
      windows_max: 7
    steps: [import, seal, dispatch, report]
    providers: [aws, stripe]
    import: [events]
    limits:
      deadline_seconds: 600
      attempts_max: 3
    """

  /// The settings of `settings`.
  static func readSettings(_ text: String = settings) throws(ConfigurationErrors) -> BillingSettings {
    try BillingSettings(reading: ConfigurationText(file: "etc/billing.yaml", text: text))
  }

  /// The catalog of a text.
  static func readCatalog(_ text: String = catalog) throws(ConfigurationErrors) -> Catalog {
    try Catalog(reading: ConfigurationText(file: "etc/catalog.yaml", text: text), settings: readSettings())
  }

  /// The job of a text.
  static func readJob(_ text: String = job) throws(ConfigurationErrors) -> JobDefinition {
    try JobDefinition(
      reading: ConfigurationText(file: "jobs/nightly.yaml", text: text), settleLagSeconds: 3_600)
  }
}

/// A sample with one fragment replaced, and what must be said about it.
struct BrokenText: Sendable, CustomTestStringConvertible {
  let sample: String
  let fragment: String
  let replacement: String
  let kind: ConfigurationError.Kind
  /// The mistake is in the first line that contains this.
  let line: String
  let keyPath: String
  let remedy: String

  /// `fragment` -> `replacement` in a sample; `line` is where the mistake must be said to be, the replacement's own
  /// first line unless given.
  init(
    _ fragment: String, _ replacement: String, _ kind: ConfigurationError.Kind, _ keyPath: String,
    says remedy: String, line: String? = nil, in sample: String = Samples.catalog
  ) {
    self.sample = sample
    self.fragment = fragment
    self.replacement = replacement
    self.kind = kind
    self.keyPath = keyPath
    self.remedy = remedy
    self.line = line ?? String(replacement.split(separator: "\n").first ?? "")
  }

  var testDescription: String { "\(keyPath): \(replacement)" }

  /// The broken text; the fragment must be there, or the case would test nothing.
  func text() throws -> String {
    let parts = sample.split(separator: fragment, maxSplits: 1, omittingEmptySubsequences: false)
    try #require(parts.count == 2, "the sample holds no \(fragment)")
    return "\(parts[0])\(replacement)\(parts[1])"
  }

  /// Reads with `read` and checks that the one mistake is told as it should be.
  func check(_ read: (String) throws(ConfigurationErrors) -> Void) throws {
    let text = try text()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let expectedLine = try #require(lines.firstIndex { $0.contains(line) }, "no line holds \(line)") + 1
    let failure = #expect(throws: ConfigurationErrors.self) { try read(text) }
    let error = try #require(failure?.errors.first)
    #expect(failure?.errors.count == 1, "\(String(describing: failure))")
    #expect(error.kind == kind, "\(error)")
    #expect(error.line == expectedLine, "\(error)")
    #expect(error.keyPath == keyPath, "\(error)")
    #expect(error.remedy.contains(remedy), "\(error)")
    #expect(!error.found.isEmpty && !error.accepted.isEmpty)
  }
}
