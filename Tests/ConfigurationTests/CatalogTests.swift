import Billing
import Configuration
import Testing

/// What the sample catalog resolves to.
@Suite struct CatalogTests {
  let catalog: Catalog

  init() throws { catalog = try Samples.readCatalog() }

  private func resolve(_ provider: String, _ project: String, _ meter: String, tier: String = "") -> Route? {
    catalog.route(
      provider: ProviderID(provider), projectID: project, meterID: meter, hardwareTier: tier)
  }

  @Test(
    "The version changes with the text and with every setting that routes are made of, and only with those")
  func version() throws {
    #expect(try Samples.readCatalog().version == catalog.version)
    #expect(try Samples.readCatalog(Samples.catalog + "\n# a remark\n").version != catalog.version)
    let settings = ConfigurationText(
      file: "etc/billing.yaml", text: Samples.settings.replacing("livemode: false", with: "livemode: true"))
    let live = try Catalog(
      reading: ConfigurationText(file: "etc/catalog.yaml", text: Samples.catalog),
      settings: BillingSettings(reading: settings))
    #expect(live.version != catalog.version)
  }

  @Test("A project may say by which terms its verdicts are decided")
  func verdictTerms() throws {
    let text = Samples.catalog.replacing(
      "{not_required: agreed in writing}", with: "{tolerance: 1%, policy: lower_bound, validity: 10d}")
    let project = try #require(try Samples.readCatalog(text).projects["proj-2"])
    #expect(project.verification == .required)
    #expect(
      project.verdictTerms
        == VerdictTerms(tolerancePartsPerMillion: 0, policy: .lowerBound, validitySeconds: 864_000))
    #expect(try Samples.readCatalog().projects["proj-1"]?.verdictTerms == nil)
  }

  @Test("A project bills through the targets it has an identity at, unless it names its targets")
  func projects() {
    #expect(catalog.projects["proj-1"]?.providers == [ProviderID("stripe")])
    #expect(catalog.projects["proj-2"]?.providers == [ProviderID("aws")])
    #expect(catalog.projects["proj-3"]?.providers == [ProviderID("stripe"), ProviderID("aws")])
    #expect(catalog.projects["proj-1"]?.verification == .required)
    #expect(catalog.projects["proj-2"]?.verification == .notRequired(reason: "agreed in writing"))
    #expect(catalog.projects["proj-3"]?.customerID == "umbra")
  }

  @Test("A listed target without an identity has no configuration")
  func missingIdentity() {
    #expect(!catalog.isConfigured(provider: ProviderID("stripe"), projectID: "proj-3"))
    #expect(catalog.isConfigured(provider: ProviderID("aws"), projectID: "proj-3"))
  }

  @Test("A Stripe meter without a window gets deltas in millionths")
  func stripeDelta() throws {
    let route = try #require(resolve("stripe", "proj-1", "hours", tier: "h100"))
    #expect(route.series == "stripe|acct_1Seller|test|cus_Acme|gpu_hours")
    #expect(route.stepsPerUnit == 1_000_000)
    #expect(route.valueDigits == 0)
    #expect(route.bucketHours == 1)
    #expect(route.accumulation == .delta)
    #expect(route.latePolicy == .sameBucket)
    #expect(route.currency == Currency(code: "USD"))
    #expect(
      route.address == [
        "customer": "cus_Acme", "meter_id": "mtr_One", "event_name": "gpu_hours",
        "customer_key": "stripe_customer_id", "value_key": "value", "event_time_window": "none",
      ])
  }

  @Test("A Stripe meter with a day's window gets the day's total, here in cents")
  func stripeTotal() throws {
    let route = try #require(resolve("stripe", "proj-1", "fee"))
    #expect(route.series == "stripe|acct_1Seller|test|cus_Acme|fee_cents")
    #expect(route.stepsPerUnit == 10_000_000)
    #expect(route.bucketHours == 24)
    #expect(route.accumulation == .total)
    #expect(route.address["customer_key"] == "customer")
    #expect(route.address["value_key"] == "cents")
    #expect(route.address["event_time_window"] == "day")
  }

  @Test("An AWS dimension gets millionths in decimals under the account and licence of the project")
  func awsDecimal() throws {
    let route = try #require(resolve("aws", "proj-2", "hours", tier: "h100"))
    #expect(
      route.series
        == "aws|us-east-1|012345678901|arn:aws:license-manager::294406891311:license:l-1|hours_h100")
    #expect(route.stepsPerUnit == 1_000_000)
    #expect(route.valueDigits == 6)
    #expect(route.accumulation == .delta)
    #expect(route.latePolicy == .openHour)
    #expect(route.currency == Currency(code: "EUR"))
    #expect(
      route.address == [
        "region": "us-east-1", "account_id": "012345678901",
        "license_arn": "arn:aws:license-manager::294406891311:license:l-1", "dimension": "hours_h100",
        "quantity_kind": "decimal", "project_tag_key": "project",
      ])
  }

  @Test("A project's own identity replaces its customer's")
  func awsOwnIdentity() throws {
    let route = try #require(resolve("aws", "proj-3", "hours", tier: "h100"))
    #expect(route.address["account_id"] == "555555555555")
    #expect(route.address["region"] == "eu-west-1")
  }

  @Test("A tier without a dimension of its own takes the one for every tier; integers are whole units")
  func awsInteger() throws {
    let route = try #require(resolve("aws", "proj-2", "hours", tier: "a100"))
    #expect(route.address["dimension"] == "hours_other")
    #expect(route.address["quantity_kind"] == "integer")
    #expect(route.stepsPerUnit == 1_000_000_000_000)
    #expect(route.valueDigits == 0)
  }

  @Test("Thousands of tokens have three digits, since a token is whole")
  func awsThousands() throws {
    let route = try #require(resolve("aws", "proj-2", "tokens", tier: "h100"))
    #expect(route.stepsPerUnit == 1)
    #expect(route.valueDigits == 3)
  }

  @Test("A meter billed as a charge is sent in money")
  func awsMoney() throws {
    let route = try #require(resolve("aws", "proj-2", "fee"))
    #expect(route.stepsPerUnit == 1_000)
    #expect(route.valueDigits == 6)
    #expect(resolve("aws", "proj-3", "fee") == nil)
  }

  @Test("Prices keep every digit of their text")
  func prices() throws {
    let hours = try #require(catalog.prices.first { $0.id == "hours-2026" })
    #expect(hours.schedule.tiers.map(\.rate) == [Rate(steps: 2_500_000_000_000)])
    #expect(hours.schedule.isFlat)
    #expect(hours.effectiveFrom.text == "2026-01-01T00")
    #expect(hours.effectiveUntil?.text == "2026-12-01T06")
    let fee = try #require(catalog.prices.first { $0.id == "fee-2026" })
    #expect(fee.projectIDs == ["proj-2"])
    #expect(fee.schedule.tiers.map(\.rate) == [Rate(steps: 200_000_000_000)])
    #expect(fee.schedule.minimum?.text == "10")
    #expect(fee.schedule.cap?.text == "100.5")
    let tokens = try #require(catalog.prices.first { $0.id == "tokens-2026" })
    #expect(tokens.hardwareTiers == ["h100"])
    #expect(tokens.schedule.allowanceSteps == 1_000)
    #expect(tokens.schedule.tiers.map(\.upperSteps) == [5_000, nil])
    #expect(tokens.schedule.tiers.map(\.rate.text) == ["0.001", "0.0005"])
  }

  @Test(
    "A share is the same in percent and as a fraction", arguments: ["17.5%", "17.5 %", "0.175", "1.75e-1"])
  func shares(_ text: String) throws {
    let catalog = try Samples.readCatalog(Samples.catalog.replacing("share: 20%", with: "share: \(text)"))
    #expect(catalog.prices[1].schedule.tiers[0].rate.text == "0.175")
  }

  @Test("An open price gives way to a later one without an end date")
  func supersededPrice() throws {
    let text = Samples.catalog.replacing("    effective_until: 2026-12-01T06\n", with: "").replacing(
      "  - id: fee-2026",
      with: """
          - id: next
            meter: hours
            currency: USD
            effective_from: 2026-12-01
            rate: 3
          - id: fee-2026
        """)
    let catalog = try Samples.readCatalog(text)
    let hour = try #require(Instant(text: "2026-12-01T00:00:00Z")).hour
    let price = { catalog.price(meterID: "hours", projectID: "proj-1", hardwareTier: "", hour: $0)?.id }
    #expect(price(hour.adding(hours: -1)) == "hours-2026")
    #expect(price(hour) == "next")
  }

  @Test("A mapping for a named project hides those for all projects, whatever their tiers")
  func projectMapping() throws {
    let text = Samples.catalog.replacing(
      "  - meter: tokens\n    dimension",
      with: "  - meter: hours\n    projects: [proj-2]\n    dimension: own\n  - meter: tokens\n    dimension")
    let catalog = try Samples.readCatalog(text)
    let dimension = { (project: String) in
      catalog.route(provider: ProviderID("aws"), projectID: project, meterID: "hours", hardwareTier: "h100")?
        .address["dimension"]
    }
    #expect(dimension("proj-2") == "own")
    #expect(dimension("proj-3") == "hours_h100")
  }

  @Test("A target that the settings leave out has no routes")
  func targetLeftOut() throws {
    let parts = Samples.settings.split(separator: "  aws:\n", maxSplits: 1)
    let settings = try Samples.readSettings(String(parts[0]))
    let catalog = try Catalog(
      reading: ConfigurationText(file: "catalog.yaml", text: Samples.catalog), settings: settings)
    #expect(Set(catalog.routes.map(\.provider)) == [ProviderID("stripe")])
  }
}
