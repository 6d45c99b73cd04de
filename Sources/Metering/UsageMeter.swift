package import Billing

/// Meters usage events that are posted nowhere: de-duplicates them and sums them into cells as posting them to an empty
/// ledger would.
package struct UsageMeter {
  /// A row whose usage id an earlier row has, with other content; it is not metered.
  package struct Conflict: Hashable, Sendable {
    /// The usage id.
    package let usageID: String
    /// One-based line of its source.
    package let line: Int
  }

  /// How many conflicts are kept to be shown.
  package static let keptConflictCountMax = 20

  private var seen = SeenKeys()
  private var sums = CellSums()
  /// Rows that were metered.
  package private(set) var meteredCount = 0
  /// Rows that were there before with the same content.
  package private(set) var repeatedCount = 0
  /// Rows whose usage id was there before with other content.
  package private(set) var conflictCount = 0
  /// The first of them.
  package private(set) var conflicts: [Conflict] = []

  /// Nothing metered yet.
  package init() {}

  /// Meters a block's rows.
  package mutating func add(_ block: EventBlock) {
    let numbers = sums.numbers(of: block.texts)
    seen.touch(block.records)
    for record in block.records {
      switch seen.insert(record.key, digest: record.contentDigest.high) {
      case .new:
        sums.add(record, numbers)
        meteredCount += 1
      case .same: repeatedCount += 1
      case .other: note(record, of: block)
      }
    }
  }

  private mutating func note(_ record: EventRecord, of block: EventBlock) {
    conflictCount += 1
    guard conflicts.count < Self.keptConflictCountMax else { return }
    conflicts.append(Conflict(usageID: block.event(record).usageID, line: record.line))
  }

  /// How many cells there are.
  package var cellCount: Int { sums.count }

  /// Hands over the cells by `CellKey.precedes`.
  package func forEachCell<Failure: Error>(_ body: (Cell) throws(Failure) -> Void) throws(Failure) {
    try sums.forEachSorted(body)
  }
}

/// Which usage ids were seen, and with what content. Open addressing over the keys' own bits, three words an entry; the
/// table is read in two rounds, the first of which only fetches, so that the waits for memory overlap.
struct SeenKeys {
  enum Finding {
    case new, same, other
  }

  private struct Entry {
    var high: UInt64 = 0
    var low: UInt64 = 0
    /// 0 marks a free place: a digest of 0 is kept as 1.
    var digest: UInt64 = 0
  }

  private var entries = [Entry](repeating: Entry(), count: 1 << 16)
  private var count = 0
  /// What the fetches add up to: read by nobody, kept so that they are not optimised away.
  private(set) var touched: UInt64 = 0

  mutating func insert(_ key: EventKey, digest: UInt64) -> Finding {
    let digest = max(1, digest)
    var place = place(of: key)
    while entries[place].digest != 0 {
      if entries[place].high == key.high, entries[place].low == key.low {
        return entries[place].digest == digest ? .same : .other
      }
      place = (place + 1) & (entries.count - 1)
    }
    entries[place] = Entry(high: key.high, low: key.low, digest: digest)
    count += 1
    if 4 * count > 3 * entries.count { grow() }
    return .new
  }

  /// Fetches the places of the records' keys.
  mutating func touch(_ records: [EventRecord]) {
    for record in records { touched &+= entries[place(of: record.key)].digest }
  }

  private func place(of key: EventKey) -> Int {
    Int(truncatingIfNeeded: key.low ^ key.high &* 0x9E37_79B9_7F4A_7C15) & (entries.count - 1)
  }

  private mutating func grow() {
    let old = entries
    entries = [Entry](repeating: Entry(), count: 2 * old.count)
    for entry in old where entry.digest != 0 {
      var place = place(of: EventKey(high: entry.high, low: entry.low))
      while entries[place].digest != 0 { place = (place + 1) & (entries.count - 1) }
      entries[place] = entry
    }
  }
}
