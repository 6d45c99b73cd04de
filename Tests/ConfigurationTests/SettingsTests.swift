import Billing
import Configuration
import Signing
import Testing

@Suite struct SettingsTests {
  @Test("The settings hold what the text says, with paths from its folder")
  func settings() throws {
    let settings = try Samples.readSettings()
    #expect(settings.store == .sqlite(path: "etc/var/billing.sqlite"))
    #expect(settings.catalogPath == "etc/catalog.yaml")
    #expect(settings.jobsFolder == "etc/jobs")
    #expect(settings.resultsFolder == "/srv/results")
    #expect(settings.sourcePaths == ["etc/inbox", "/data/events", "etc/more"])
    #expect(settings.eventMetadata.hardwareTier == "hardware_tier")
    #expect(settings.eventMetadata.claimSignature == "signature")
    #expect(settings.defaultCurrency == Currency(code: "USD"))
    #expect(settings.settleLagSeconds == 5_400)
    #expect(settings.billingStarts == Instant(text: "2026-11-01T00:00:00Z"))
  }

  @Test("Both targets are read in full")
  func targets() throws {
    let settings = try Samples.readSettings()
    let stripe = try #require(settings.stripe)
    #expect(stripe.account == "acct_1Seller")
    #expect(!stripe.isLive)
    #expect(stripe.apiBase == "https://api.example.test")
    #expect(stripe.apiKeyFile == "etc/secrets/stripe.key")
    #expect(stripe.requestsPerSecond == 20)
    let aws = try #require(settings.aws)
    #expect(aws.region == "us-east-1")
    #expect(aws.endpoint == "http://127.0.0.1:4566")
    #expect(aws.profile == "billing")
    #expect(aws.acceptanceWindowHours == 12)
    #expect(aws.requestsPerSecond == 5)
    #expect(aws.projectTagKey == "project")
  }

  @Test("Three lines are enough")
  func defaults() throws {
    let settings = try Samples.readSettings("store: sqlite:/b.db\ncatalog: c.yaml\nproviders: {aws: {}}")
    #expect(settings.store == .sqlite(path: "/b.db"))
    #expect(settings.resultsFolder == "etc/results")
    #expect(settings.sourcePaths.isEmpty)
    #expect(settings.settleLagSeconds == 3_600)
    #expect(settings.billingStarts == nil)
    #expect(settings.stripe == nil)
    #expect(settings.aws?.acceptanceWindowHours == 24)
    #expect(settings.aws?.requestsPerSecond == 10)
    #expect(settings.aws?.projectTagKey == "project")
  }

  @Test("A file in the working folder keeps bare names")
  func bareName() throws {
    let settings = try BillingSettings(
      reading: ConfigurationText(file: "billing.yaml", text: "store: sqlite:./b.db\ncatalog: c.yaml"))
    #expect(settings.store == .sqlite(path: "b.db"))
    #expect(settings.catalogPath == "c.yaml")
  }

  private static let key = "ed25519:\(String(repeating: "A", count: 43))="
  private static let verifying =
    "store: sqlite:/b.db\ncatalog: c.yaml\nverification:\n  replays: replays\n  keys: [\(key)]\n"

  @Test("Two lines are enough to verify; what is left out is as documented")
  func verificationDefaults() throws {
    let verification = try #require(try Samples.readSettings(Self.verifying).verification)
    #expect(verification.replaysFolder == "etc/replays")
    #expect(verification.keys.map(\.text) == [Self.key])
    #expect(verification.libraryPath == nil)
    #expect(verification.rules == VerificationRules())
    #expect(try Samples.readSettings().verification == nil)
  }

  @Test("Everything about verifying may be said")
  func verification() throws {
    let text = """
      \(Self.verifying)  nvml_library: /opt/libnvidia-ml.so.1
        nvidia_smi: bin/nvidia-smi
        uplift_min: 1.5%
        tolerance: 0
        policy: lower_bound
        validity: 30d
        high_value: 2500.50
        time_per_claim: 10m
        time_per_run: 1h
        claims_per_run_max: 7
        health_validity: 0s
      """
    let verification = try #require(try Samples.readSettings(text).verification)
    #expect(verification.libraryPath == "/opt/libnvidia-ml.so.1")
    #expect(verification.nvidiaSMIPath == "etc/bin/nvidia-smi")
    var rules = VerificationRules()
    rules.terms = VerdictTerms(
      upliftMinPartsPerMillion: 15_000, tolerancePartsPerMillion: 0, policy: .lowerBound,
      validitySeconds: 30 * 86_400)
    rules.highValueSteps = 2_500_500_000_000
    (rules.secondsPerClaimMax, rules.secondsPerRunMax) = (600, 3_600)
    (rules.claimCountMax, rules.healthValiditySeconds) = (7, 0)
    #expect(verification.rules == rules)
  }

  static let brokenVerification: [BrokenText] = [
    BrokenText(
      "  replays: replays\n", "", .missingKey, "verification.replays", says: "replays", line: "keys:",
      in: verifying),
    BrokenText(key, "rsa:AAAA", .unacceptable, "verification.keys[0]", says: "keygen", in: verifying),
    BrokenText("[\(key)]", "[]", .unacceptable, "verification.keys", says: "keygen", in: verifying),
    BrokenText(
      "keys:", "tolerance: 100%\n  keys:", .unacceptable, "verification.tolerance", says: "2%",
      line: "tolerance", in: verifying),
    BrokenText(
      "keys:", "tolerance: 0.00001%\n  keys:", .unacceptable, "verification.tolerance", says: "2%",
      line: "tolerance", in: verifying),
    BrokenText(
      "keys:", "policy: generous\n  keys:", .unacceptable, "verification.policy", says: "choose",
      line: "policy", in: verifying),
    BrokenText(
      "keys:", "validity: 1h\n  keys:", .unacceptable, "verification.validity", says: "range",
      line: "validity", in: verifying),
  ]

  @Test("A mistake about verifying names the line, the key and what to do", arguments: brokenVerification)
  func oneVerificationMistake(_ broken: BrokenText) throws {
    try broken.check { text throws(ConfigurationErrors) in _ = try Samples.readSettings(text) }
  }

  static let broken: [BrokenText] = [
    BrokenText(
      "sqlite:var", "mysql:var", .unacceptable, "store", says: "sqlite:billing.sqlite", in: Samples.settings),
    BrokenText(
      "catalog: catalog.yaml", "jobs: jobs # only", .missingKey, "catalog", says: "add catalog",
      line: "store:", in: Samples.settings),
    BrokenText(
      "catalog: ", "catalogue: c\ncatalog: ", .unknownKey, "catalogue", says: "did you mean catalog?",
      in: Samples.settings),
    BrokenText(
      "drop_folder: inbox", "drop_folder:", .unacceptable, "sources.drop_folder", says: "path",
      in: Samples.settings),
    BrokenText(
      "claim_signature: sig", "claim_sig: sig", .unknownKey, "event_metadata.claim_sig", says: "remove",
      in: Samples.settings),
    BrokenText(
      "currency: USD", "currency: dollars", .unacceptable, "defaults.currency", says: "USD",
      in: Samples.settings),
    BrokenText(
      "settle_lag: 90m", "settle_lag: 90", .unacceptable, "defaults.settle_lag", says: "unit",
      in: Samples.settings),
    BrokenText(
      "settle_lag: 90m", "settle_lag: 60d", .unacceptable, "defaults.settle_lag", says: "within the range",
      in: Samples.settings),
    BrokenText(
      "billing_starts: 2026-11-01", "billing_starts: 2026-11-01T00:00:00", .unacceptable, "billing_starts",
      says: "UTC", in: Samples.settings),
    BrokenText(
      "livemode: false", "livemode: no", .unacceptable, "providers.stripe.livemode", says: "without quotes",
      in: Samples.settings),
    BrokenText(
      "livemode: false", "livemode: \"false\"", .unacceptable, "providers.stripe.livemode",
      says: "without quotes", in: Samples.settings),
    BrokenText(
      "    livemode: false\n", "", .missingKey, "providers.stripe.livemode", says: "test mode key",
      line: "account:", in: Samples.settings),
    BrokenText(
      "https://api", "http://api", .unacceptable, "providers.stripe.api_base", says: "https://",
      line: "api_base", in: Samples.settings),
    BrokenText(
      "https://api", "https://key@api", .unacceptable, "providers.stripe.api_base", says: "credentials",
      line: "api_base", in: Samples.settings),
    BrokenText(
      "http://127.0.0.1:4566", "http://127.0.0.1.evil.test", .unacceptable, "providers.aws.endpoint",
      says: "https://", in: Samples.settings),
    BrokenText(
      "requests_per_second: 5", "requests_per_second: 11", .unacceptable, "providers.aws.requests_per_second",
      says: "range", in: Samples.settings),
    BrokenText(
      "acceptance_window_hours: 12", "acceptance_window_hours: 25", .unacceptable,
      "providers.aws.acceptance_window_hours", says: "range", in: Samples.settings),
    BrokenText(
      "project_tag_key: project", "project_tag_key: \"a{b\"", .unacceptable, "providers.aws.project_tag_key",
      says: "plain name", in: Samples.settings),
    BrokenText(
      "  aws:\n", "  azure:\n    region: r\n  aws:\n", .unknownKey, "providers.azure", says: "remove",
      line: "azure", in: Samples.settings),
    BrokenText(
      "account: acct_1Seller", "account: 1Seller", .unacceptable, "providers.stripe.account", says: "acct_",
      in: Samples.settings),
  ]

  @Test("Settings broken in one place name the line, the key and what to do", arguments: broken)
  func oneMistake(_ broken: BrokenText) throws {
    try broken.check { text throws(ConfigurationErrors) in _ = try Samples.readSettings(text) }
  }
}
