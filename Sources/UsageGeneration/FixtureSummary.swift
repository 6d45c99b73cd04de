/// What is in the fixtures' files, counted while they were made.
package struct FixtureSummary: Sendable {
  /// The seed.
  package let seed: UInt64
  /// Distinct events, the held ones and the conflict's first version included.
  package var eventCount = 0
  /// Events of the flat shape, without `usage_id`, `region` and `providers`.
  package var flatCount = 0
  /// Events that arrived more than an hour late.
  package var lateCount = 0
  /// Events in the file of a later day than their own.
  package var inLaterFileCount = 0
  /// Rows that repeat one of the same file.
  package var repetitionInFileCount = 0
  /// Rows that repeat one of another file.
  package var repetitionAcrossFilesCount = 0
  /// Rows with the usage id of another event and other content.
  package var conflictCount = 0
  /// The bad rows, each in words.
  package var badRows: [String] = []
  /// Sum of `tokens_processed` over the distinct events.
  package var tokenSum = 0
  /// Events by project.
  package var eventCountByProject: [String: Int] = [:]
  /// Rows by file.
  package var rowCountByFile: [(name: String, rowCount: Int)] = []

  init(seed: UInt64) { self.seed = seed }

  /// All rows of all files.
  package var rowCount: Int { rowCountByFile.reduce(0) { $0 + $1.rowCount } }

  mutating func count(_ row: UsageRow, arrival: Int64) {
    eventCount += 1
    if row.wrapping == nil { flatCount += 1 }
    if arrival - row.microseconds >= 3_600_000_000 { lateCount += 1 }
    if arrival / CalendarText.microsecondsPerDay != row.microseconds / CalendarText.microsecondsPerDay {
      inLaterFileCount += 1
    }
    tokenSum += row.measures.tokens
    eventCountByProject[String(decoding: row.projectID, as: UTF8.self), default: 0] += 1
  }
}
