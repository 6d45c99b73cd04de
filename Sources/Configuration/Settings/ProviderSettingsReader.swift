/// Reads the section `providers` of `billing.yaml`.
struct ProviderSettingsReader {
  let source: ConfigurationText

  /// What the section says of each target; nothing for a target it leaves out.
  func providers(_ element: Element?) -> (stripe: StripeSettings?, aws: AWSMarketplaceSettings?)? {
    guard let element else { return (nil, nil) }
    guard let section = Section(element, keys: KnownProvider.allCases.map(\.rawValue)) else { return nil }
    let stripe = section["stripe"].map(stripe)
    let aws = section["aws"].map(aws)
    return (stripe ?? nil, aws ?? nil)
  }

  private func stripe(_ element: Element) -> StripeSettings? {
    let keys = ["account", "livemode", "api_base", "api_key_file", "requests_per_second"]
    guard let section = Section(element, keys: keys) else { return nil }
    let isLive = section.required("livemode", .livemode).flatMap { $0.boolean() }
    let account = section["account"].map { $0.stripeID("acct") }
    let apiBase = section["api_base"].map { $0.webAddress() }
    let keyFile = section["api_key_file"].map { $0.identifier(byteCountMax: 4_096, .file("stripe.key")) }
    let rate = section["requests_per_second"].map { $0.wholeNumber(in: 1...1_000) } ?? 25
    guard let isLive, let rate else { return nil }
    return StripeSettings(
      account: account ?? nil, isLive: isLive, apiBase: apiBase ?? nil,
      apiKeyFile: (keyFile ?? nil).map(source.resolve), requestsPerSecond: rate)
  }

  private func aws(_ element: Element) -> AWSMarketplaceSettings? {
    let keys = [
      "region", "endpoint", "profile", "acceptance_window_hours", "requests_per_second", "project_tag_key",
    ]
    guard let section = Section(element, keys: keys) else { return nil }
    let region = section["region"].map { $0.awsRegion() }
    let endpoint = section["endpoint"].map { $0.webAddress() }
    let profile = section["profile"].map { $0.identifier() }
    let hours = section["acceptance_window_hours"].map { $0.wholeNumber(in: 1...24) } ?? 24
    let rate = section["requests_per_second"].map { $0.wholeNumber(in: 1...10) } ?? 10
    let tagKey =
      section["project_tag_key"].map { $0.text(.awsTagKey) { AWSText.isTag($0, lengthMax: 100) } }
      ?? "project"
    guard let hours, let rate, let tagKey else { return nil }
    return AWSMarketplaceSettings(
      region: region ?? nil, endpoint: endpoint ?? nil, profile: profile ?? nil, acceptanceWindowHours: hours,
      requestsPerSecond: rate, projectTagKey: tagKey)
  }
}

extension Expectation {
  static let livemode = Expectation(
    "true or false", "write true to bill real customers, false for a test mode key, without quotes")
}
