import Billing

/// Reads the section `usage_records` of `billing.yaml`, and `usage_records` of its sources.
struct UsageRecordSettingsReader {
  static let keys = ["projects", "tiers", "owner_label", "scrape_interval"]
  /// A second to a day.
  private static let scrapeIntervalRange: ClosedRange<Int64> = 1...86_400

  let source: ConfigurationText

  func settings(_ element: Element) -> UsageRecordSettings? {
    Section(element, keys: Self.keys).flatMap(settings)
  }

  func settings(_ section: Section) -> UsageRecordSettings? {
    let projects = section["projects"].map { $0.names() } ?? [:]
    let tiers = section["tiers"].map { $0.names() } ?? [:]
    let ownerLabel = section["owner_label"].map { $0.identifier() }
    let interval = section["scrape_interval"].map { $0.durationSeconds(in: Self.scrapeIntervalRange) }
    guard let projects, let tiers else { return nil }
    var settings = UsageRecordSettings()
    settings.projectOfOwner = projects
    settings.tierOfModel = tiers
    settings.ownerLabel = ownerLabel ?? nil
    settings.scrapeIntervalSeconds = interval ?? nil
    return settings
  }

  /// The list `usage_records` of the section `sources`.
  func paths(_ sources: Element?) -> [UsageRecordPath]? {
    guard let list = sources?.value(of: "usage_records") else { return [] }
    guard let elements = list.list() else { return nil }
    let paths = elements.compactMap(path)
    return paths.count == elements.count ? paths : nil
  }

  private func path(_ element: Element) -> UsageRecordPath? {
    guard let section = Section(element, keys: ["format", "path"]) else { return nil }
    let words = UsageRecordFormat.allCases.map(\.rawValue)
    let format = section.required("format", .oneOf(words))?.choice(UsageRecordFormat.self)
    let path = section.required("path", .file("records/slurm"))?
      .identifier(byteCountMax: 4_096, .file("records/slurm"))
    guard let format, let path else { return nil }
    return UsageRecordPath(format: format, path: source.resolve(path))
  }
}
