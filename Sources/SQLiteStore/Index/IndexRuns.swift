import Billing

/// Writes one run from rising entries.
struct IndexRunWriting {
  private let connection: Connection
  private let run: IndexRun
  private var page: (number: Int, entries: [IndexEntry]) = (0, [])
  private var filter: (number: Int, lows: [UInt64]) = (0, [])
  private var keySum: UInt64 = 0
  private var writtenCount = 0

  /// Begins a run that will have exactly `entryCount` entries.
  init(level: Int, entryCount: Int, connection: Connection) throws(StoreError) {
    self.connection = connection
    let pageBits = IndexRun.pageBits(for: entryCount)
    try connection.run(
      "INSERT INTO event_run (level, page_bits, entry_count) VALUES (?, ?, ?)", level, pageBits, entryCount)
    run = IndexRun(
      id: connection.lastInsertedID, level: level, pageBits: pageBits, entryCount: entryCount)
  }

  mutating func append(_ entry: IndexEntry) throws(StoreError) {
    let pageNumber = run.page(of: entry.key)
    if pageNumber != page.number { try writePage(next: pageNumber) }
    let filterNumber = run.filter(of: entry.key)
    if filterNumber != filter.number { try writeFilter(next: filterNumber) }
    page.entries.append(entry)
    filter.lows.append(entry.key.low)
    writtenCount += 1
  }

  /// Ends the run; answers its number.
  @discardableResult mutating func finish() throws(StoreError) -> Int64 {
    try writePage(next: 0)
    try writeFilter(next: 0)
    guard writtenCount == run.entryCount else {
      throw .ruleBroken(detail: "a run of \(run.entryCount) keys got \(writtenCount)")
    }
    return run.id
  }

  private mutating func writePage(next: Int) throws(StoreError) {
    if !page.entries.isEmpty {
      try connection.run(
        "INSERT INTO event_page (id, entries) VALUES (?, ?)", run.rowID(page.number),
        IndexPage.pack(page.entries))
    }
    page.number = next
    page.entries.removeAll(keepingCapacity: true)
  }

  private mutating func writeFilter(next: Int) throws(StoreError) {
    if !filter.lows.isEmpty {
      try connection.run(
        "INSERT INTO event_filter (id, bits) VALUES (?, ?)", run.rowID(filter.number),
        KeyFilter(of: filter.lows).bytes)
    }
    filter.number = next
    filter.lows.removeAll(keepingCapacity: true)
  }
}

/// Looks rising keys up in one run; keeps the filter and the page at hand.
struct IndexRunReading {
  private let connection: Connection
  private let run: IndexRun
  private var filter: (number: Int, filter: KeyFilter?)?
  private var pageNumber: Int?
  private var page: [IndexEntry] = []
  /// Where the last key was found, or would stand.
  private var position = 0

  init(_ run: IndexRun, connection: Connection) {
    self.run = run
    self.connection = connection
  }

  /// The entry of a key; keys are asked for in rising order.
  mutating func entry(of key: EventKey) throws(StoreError) -> IndexEntry? {
    let number = run.filter(of: key)
    if filter?.number != number { filter = (number, try filter(number)) }
    guard filter?.filter?.mayHold(key.low) == true else { return nil }
    let keyPageNumber = run.page(of: key)
    if pageNumber != keyPageNumber {
      page = try connection.indexPage(run.rowID(keyPageNumber))
      (pageNumber, position) = (keyPageNumber, 0)
    }
    while position < page.count, page[position].key < key { position += 1 }
    return position < page.count && page[position].key == key ? page[position] : nil
  }

  /// `nil` when no key of the run begins with these bits.
  private func filter(_ number: Int) throws(StoreError) -> KeyFilter? {
    let rows = try connection.rows("SELECT bits FROM event_filter WHERE id = ?", run.rowID(number))
    guard try rows.next() else { return nil }
    guard let filter = KeyFilter(stored: rows.blob(0)) else {
      throw connection.damaged("filter \(number) of run \(run.id) of the index cannot be read")
    }
    return filter
  }
}

/// Walks a run from its first entry to its last, a page at a time.
struct IndexRunStream: SortedRun {
  private let connection: Connection
  private let run: IndexRun
  private var pageNumber = 0
  private var entries: [IndexEntry] = []
  private var position = 0

  init(_ run: IndexRun, connection: Connection) {
    self.run = run
    self.connection = connection
  }

  mutating func next() throws(StoreError) -> IndexEntry? {
    while position == entries.count {
      guard pageNumber < run.pageCount else { return nil }
      entries = try connection.indexPage(run.rowID(pageNumber))
      position = 0
      pageNumber += 1
    }
    position += 1
    return entries[position - 1]
  }
}

extension Connection {
  /// A page's entries; none where no key of the run begins with its bits.
  fileprivate func indexPage(_ id: Int64) throws(StoreError) -> [IndexEntry] {
    let rows = try rows("SELECT entries FROM event_page WHERE id = ?", id)
    guard try rows.next() else { return [] }
    guard let entries = IndexPage.unpack(rows.blob(0)) else {
      throw damaged("page \(id & 0xFFFF_FFFF) of run \(id >> 32) of the index cannot be read")
    }
    return entries
  }
}
