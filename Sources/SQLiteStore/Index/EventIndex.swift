import Billing

/// De-duplication without a horizon: sorted runs of entries. Keys are digests and come in no order at all, so a tree of
/// them would have to rewrite a page for nearly every event; a run is written once, from its first page to its last,
/// and when `mergedRunCount` runs of a level are there they become one of the next. Each entry is so written about once
/// a level, whatever the ledger holds (docs/decisions/0015-sorted-runs.md has the measurements).
struct EventIndex {
  static let mergedRunCount = 8
  let connection: Connection

  /// The stored entries of `keys`, which rise, one a key or `nil`.
  func entries(of keys: [EventKey]) throws(StoreError) -> [IndexEntry?] {
    var found = [IndexEntry?](repeating: nil, count: keys.count)
    for run in try runs() {
      var reading = IndexRunReading(run, connection: connection)
      for (index, key) in keys.enumerated() where found[index] == nil {
        found[index] = try reading.entry(of: key)
      }
    }
    return found
  }

  /// The stored entry of one key.
  func entry(of key: EventKey) throws(StoreError) -> IndexEntry? { try entries(of: [key])[0] }

  /// Adds entries, which rise and whose keys are not in the index.
  func add(_ entries: [IndexEntry]) throws(StoreError) {
    guard !entries.isEmpty else { return }
    var writing = try IndexRunWriting(level: 0, entryCount: entries.count, connection: connection)
    for entry in entries { try writing.append(entry) }
    try writing.finish()
    var level = 0
    while true {
      let runs = try self.runs().filter { $0.level == level }
      guard runs.count >= Self.mergedRunCount else { return }
      try merge(runs, into: level + 1)
      level += 1
    }
  }

  /// Takes over the index of a ledger whose schema was older than the runs, and drops it.
  func adoptTree() throws(StoreError) {
    guard try connection.integer("SELECT 1 FROM sqlite_schema WHERE name = 'event' AND type = 'table'") != nil
    else { return }
    if let entryCount = try connection.integer("SELECT count(*) FROM event"), entryCount > 0 {
      // As if it were merged twice already: large as it is, it takes part in the next merge but late.
      var writing = try IndexRunWriting(level: 2, entryCount: Int(entryCount), connection: connection)
      let rows = try connection.rows("SELECT key, place, digest FROM event ORDER BY key")
      while try rows.next() {
        let key = rows.blob(0)
        guard key.count == 16 else { throw connection.damaged("a key of the index has \(key.count) bytes") }
        try writing.append(
          IndexEntry(key: EventKey(digestPrefix: key), place: rows.integer(1), digest: rows.integer(2)))
      }
      try writing.finish()
    }
    try connection.script("DROP TABLE event")
  }

  /// Every entry, in the order of the keys.
  func forEach(_ body: (IndexEntry) throws(StoreError) -> Void) throws(StoreError) {
    try SortedRuns.merge(try runs().map { IndexRunStream($0, connection: connection) }, body)
  }

  /// The runs that are not merged into others, newest first: a repetition is mostly of something recent.
  private func runs() throws(StoreError) -> [IndexRun] {
    let rows = try connection.rows(
      "SELECT id, level, page_bits, entry_count FROM event_run WHERE merged_into IS NULL ORDER BY id DESC")
    var runs: [IndexRun] = []
    while try rows.next() {
      runs.append(
        IndexRun(
          id: rows.integer(0), level: rows.count(1), pageBits: rows.count(2), entryCount: rows.count(3)))
    }
    return runs
  }

  /// What SQLite needs to undo one statement it keeps in memory: all pages of a large run would be gigabytes.
  private static let rowsPerDeletion = 256

  private func merge(_ runs: [IndexRun], into level: Int) throws(StoreError) {
    var writing = try IndexRunWriting(
      level: level, entryCount: runs.reduce(0) { $0 + $1.entryCount }, connection: connection)
    let streams = runs.map { IndexRunStream($0, connection: connection) }
    try SortedRuns.merge(streams) { entry throws(StoreError) in try writing.append(entry) }
    let merged = try writing.finish()
    for run in runs {
      try connection.run("UPDATE event_run SET merged_into = ? WHERE id = ?", merged, run.id)
      try delete("DELETE FROM event_page WHERE id BETWEEN ? AND ?", run.pageCount, of: run)
      try delete("DELETE FROM event_filter WHERE id BETWEEN ? AND ?", run.filterCount, of: run)
    }
  }

  private func delete(_ statement: String, _ count: Int, of run: IndexRun) throws(StoreError) {
    for first in stride(from: 0, to: count, by: Self.rowsPerDeletion) {
      try connection.run(statement, run.rowID(first), run.rowID(first + Self.rowsPerDeletion - 1))
    }
  }
}

/// A run and how its keys are spread over pages: by their leading bits.
struct IndexRun {
  /// Entries a page holds on average, at most.
  private static let pageEntryCount = 192
  /// A filter covers the pages of two to the power of this.
  private static let pageBitsPerFilter = 5

  let id: Int64
  let level: Int
  let pageBits: Int
  let entryCount: Int

  /// The leading bits for so many entries.
  static func pageBits(for entryCount: Int) -> Int {
    let pageCount = (entryCount + pageEntryCount - 1) / pageEntryCount
    return pageCount <= 1 ? 0 : Int.bitWidth - (pageCount - 1).leadingZeroBitCount
  }

  /// The page of a key.
  func page(of key: EventKey) -> Int { Self.leading(pageBits, of: key) }

  /// The filter of a key.
  func filter(of key: EventKey) -> Int { Self.leading(filterBits, of: key) }

  private static func leading(_ bits: Int, of key: EventKey) -> Int {
    bits == 0 ? 0 : Int(truncatingIfNeeded: key.high >> UInt64(64 - bits))
  }

  /// Under which number a page, or a filter, is stored.
  func rowID(_ number: Int) -> Int64 { id << 32 | Int64(number) }

  var pageCount: Int { 1 << pageBits }
  var filterCount: Int { 1 << filterBits }
  private var filterBits: Int { max(0, pageBits - Self.pageBitsPerFilter) }
}
