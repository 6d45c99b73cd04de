package import Billing

/// A file or folder of GPU usage records.
package struct UsageRecordPath: Hashable, Sendable {
  /// How the records are written.
  package let format: UsageRecordFormat
  /// Where they lie.
  package let path: String
}

/// Whose GPU usage records are, and of which tier, where the records do not say.
package struct UsageRecordSettings: Hashable, Sendable {
  /// Owner (Slurm account, namespace, or what the owner's label says) to project.
  package var projectOfOwner: [String: String] = [:]
  /// Model as the source spells it to hardware tier.
  package var tierOfModel: [String: String] = [:]
  /// The label of a sampled series that names its owner; `nil` for `namespace`.
  package var ownerLabel: String?
  /// How far apart samples stand; `nil` to take the least distance in each file.
  package var scrapeIntervalSeconds: Int64?

  /// Settings that map nothing.
  package init() {}

  /// Reads a file of its own, as `import --map` takes it. Throws every mistake at once.
  package init(reading source: ConfigurationText) throws(ConfigurationErrors) {
    let log = MistakeLog(file: source.file)
    self = try log.checked(
      Document.root(of: source, keys: UsageRecordSettingsReader.keys, log: log).flatMap {
        UsageRecordSettingsReader(source: source).settings($0)
      })
  }

  /// These settings with what `other` says in addition or instead.
  package func overridden(by other: UsageRecordSettings) -> UsageRecordSettings {
    var merged = self
    merged.projectOfOwner.merge(other.projectOfOwner) { _, new in new }
    merged.tierOfModel.merge(other.tierOfModel) { _, new in new }
    merged.ownerLabel = other.ownerLabel ?? ownerLabel
    merged.scrapeIntervalSeconds = other.scrapeIntervalSeconds ?? scrapeIntervalSeconds
    return merged
  }
}
