import Billing

/// What a person asks to import in place of the job's and the settings' own sources.
struct ImportInput {
  let paths: [String]
  /// How the paths are read when they are GPU usage records.
  var records: RecordImport?
}

/// How GPU usage records are imported by hand.
struct RecordImport {
  let format: UsageRecordFormat
  let project: String?
  let tier: String?
  let mapPath: String?
  let scrapeIntervalSeconds: Int64?
}
