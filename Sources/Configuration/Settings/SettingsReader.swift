import Billing

extension BillingSettings {
  private static let keys = [
    "store", "witness", "catalog", "jobs", "results", "sources", "event_metadata", "defaults",
    "billing_starts",
    "bounds", "verification", "providers", "usage_records",
  ]

  /// Reads `billing.yaml`; relative paths are meant from the file's folder. Throws every mistake at once.
  package init(reading source: ConfigurationText) throws(ConfigurationErrors) {
    let log = MistakeLog(file: source.file)
    self = try log.checked(
      Document.root(of: source, keys: Self.keys, log: log).flatMap { root in
        SettingsReader(root: root, source: source).settings()
      })
  }
}

/// Turns the root section of `billing.yaml` into settings.
struct SettingsReader {
  let root: Section
  let source: ConfigurationText

  func settings() -> BillingSettings? {
    let store = store()
    let catalogPath = root.required("catalog", .file("catalog.yaml")).flatMap(path)
    let jobsFolder = path(of: "jobs", in: root, default: "jobs")
    let resultsFolder = path(of: "results", in: root, default: "results")
    let sourcePaths = sourcePaths()
    let recordPaths = UsageRecordSettingsReader(source: source).paths(root["sources"])
    let records = root["usage_records"].map { UsageRecordSettingsReader(source: source).settings($0) }
    let metadata = metadataKeys()
    let defaults = defaults()
    let witnessPath = root["witness"].map(path)
    let bounds = bounds()
    let billingStarts = root["billing_starts"].map { $0.instant() }
    let verification = root["verification"].map(VerificationSettingsReader(source: source).settings)
    let providers = ProviderSettingsReader(source: source).providers(root["providers"])
    guard let store, let catalogPath, let jobsFolder, let resultsFolder, let sourcePaths, let recordPaths,
      let records = records ?? UsageRecordSettings(), let metadata,
      let defaults, let bounds, let providers
    else { return nil }
    return BillingSettings(
      store: store, catalogPath: catalogPath, jobsFolder: jobsFolder, resultsFolder: resultsFolder,
      sourcePaths: sourcePaths, usageRecordPaths: recordPaths, usageRecords: records,
      eventMetadata: metadata, defaultCurrency: defaults.currency,
      settleLagSeconds: defaults.settleLagSeconds, witnessPath: witnessPath ?? nil, bounds: bounds,
      billingStarts: billingStarts ?? nil, verification: verification ?? nil,
      stripe: providers.stripe, aws: providers.aws)
  }

  private func store() -> StoreLocation? {
    guard let element = root.required("store", .store), let text = element.text(.store) else { return nil }
    guard case .sqlite(let path) = StoreLocation(text: text) else {
      element.refuse(.store)
      return nil
    }
    return .sqlite(path: source.resolve(path))
  }

  private func sourcePaths() -> [String]? {
    guard let element = root["sources"] else { return [] }
    guard let section = Section(element, keys: ["drop_folder", "paths", "usage_records"]) else { return nil }
    var elements = section["drop_folder"].map { [$0] } ?? []
    if let paths = section["paths"] { elements += paths.list() ?? [] }
    let paths = elements.compactMap(path)
    return paths.count == elements.count ? paths : nil
  }

  private func metadataKeys() -> EventMetadataKeys? {
    let keys = ["hardware_tier", "claim_signature", "region"]
    let section = root["event_metadata"].flatMap { Section($0, keys: keys) }
    func name(_ key: String, _ standard: String) -> String? {
      section?[key].map { $0.identifier() } ?? standard
    }
    guard let hardwareTier = name("hardware_tier", "hardware_tier"),
      let claimSignature = name("claim_signature", "fingerprint_signature"),
      let region = name("region", "region")
    else { return nil }
    return EventMetadataKeys(hardwareTier: hardwareTier, claimSignature: claimSignature, region: region)
  }

  private func defaults() -> (currency: Currency, settleLagSeconds: Int64)? {
    let section = root["defaults"].flatMap { Section($0, keys: ["currency", "settle_lag"]) }
    let currency = section?["currency"].map { $0.currency() } ?? Currency(code: "USD")
    let settleLag = section?["settle_lag"].map { $0.durationSeconds(in: JobReader.settleLagRange) } ?? 3_600
    guard let currency, let settleLag else { return nil }
    return (currency, settleLag)
  }

  private func bounds() -> SafetyBounds? {
    guard let element = root["bounds"] else { return SafetyBounds() }
    guard let section = Section(element, keys: ["items_per_window_max", "median_ratio_max"]) else {
      return nil
    }
    let standard = SafetyBounds()
    let range = 1...Int(Int32.max)
    let itemCountMax =
      section["items_per_window_max"].map { $0.wholeNumber(in: range) } ?? standard.itemCountMax
    let medianRatioMax =
      section["median_ratio_max"].map { $0.wholeNumber(in: range) } ?? Int(standard.medianRatioMax)
    guard let itemCountMax, let medianRatioMax else { return nil }
    return SafetyBounds(itemCountMax: itemCountMax, medianRatioMax: Int64(medianRatioMax))
  }

  private func path(of key: String, in section: Section, default standard: String) -> String? {
    guard let element = section[key] else { return source.resolve(standard) }
    return path(element)
  }

  private func path(_ element: Element) -> String? {
    element.identifier(byteCountMax: 4_096, .file("a/path")).map(source.resolve)
  }
}

extension Expectation {
  static func file(_ example: String) -> Expectation {
    Expectation(
      "a path, absolute or from this file's folder", "write it without a scheme, for example \(example)")
  }
  static let store = Expectation(StoreLocation.acceptedForms, "write for example sqlite:billing.sqlite")
}
