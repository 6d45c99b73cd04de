import Billing

/// Sums of records by cell. Texts are numbered once a series, so that the key of a record is a few whole numbers: its
/// cell is found in a table of open addressing without hashing a text.
struct CellSums: Sendable {
  private var keys: [CellNumbers] = []
  private var sums: [NarrowSums] = []
  /// By a cell's index: what does not fit into its narrow sums.
  private var wideSums: [Int: MeasureSums] = [:]
  /// A cell's index plus one by its key's hash; 0 where there is none. A power of two of them, at most half used.
  private var slots = [UInt32](repeating: 0, count: 1 << 12)
  private(set) var names = CellNames()
  private var seriesNumbers = SeriesNumbers<UInt32>()
  /// What the fetches add up to: read by nobody, kept so that they are not optimised away.
  private(set) var touched: UInt64 = 0

  /// How many cells there are.
  var count: Int { keys.count }

  /// Adds the posted rows of a block.
  mutating func add(_ posted: PostedBlock) {
    adding(posted.block.texts) { sums, numbers in
      for (ordinal, record) in posted.block.records.enumerated() where posted.isPosted[ordinal] {
        sums.add(record, &numbers)
      }
    }
  }

  /// What the numbers of a block's texts are in this table.
  struct Numbers {
    fileprivate let texts: EventTexts
    fileprivate var known: [UInt32?]
    fileprivate let currencies: [UInt16]
    fileprivate let providerLists: [UInt16]
  }

  /// Lets `body` add records whose texts are those given. An event that names no targets has an empty list.
  mutating func adding(_ texts: EventTexts, _ body: (inout CellSums, inout Numbers) -> Void) {
    var numbers = Numbers(
      texts: texts, known: seriesNumbers.take(texts.series, count: texts.texts.count),
      currencies: texts.currencies.map { names.number(of: $0) },
      providerLists: texts.providerLists.map { names.number(of: $0 ?? []) })
    body(&self, &numbers)
    seriesNumbers.keep(numbers.known, of: texts.series)
  }

  /// The key of a record of the block whose numbers are given.
  @inline(__always) mutating func key(of record: EventRecord, _ numbers: inout Numbers) -> CellNumbers {
    CellNumbers(
      hour: record.timestamp.hour.index, project: number(of: record.project, &numbers),
      tier: number(of: record.tier, &numbers), claim: number(of: record.claim, &numbers),
      currency: numbers.currencies[Int(record.currency)],
      providers: numbers.providerLists[Int(record.providers)])
  }

  /// Fetches the place in the table where the search for a key begins.
  @inline(__always) mutating func touchSlot(of key: CellNumbers) {
    touched &+= UInt64(slots[Int(truncatingIfNeeded: key.hash) & (slots.count - 1)])
  }

  /// Fetches the cell that is probably the key's.
  @inline(__always) mutating func touchCell(of key: CellNumbers) {
    let slot = slots[Int(truncatingIfNeeded: key.hash) & (slots.count - 1)]
    guard slot != 0 else { return }
    touched &+= UInt64(truncatingIfNeeded: keys[Int(slot) - 1].hour &+ sums[Int(slot) - 1].eventCount)
  }

  /// Adds a record of the block whose numbers are given.
  @inline(__always) mutating func add(_ record: EventRecord, _ numbers: inout Numbers) {
    add(record, key: key(of: record, &numbers))
  }

  /// Adds a record to the cell of its key.
  @inline(__always) mutating func add(_ record: EventRecord, key: CellNumbers) {
    let index = index(of: key)
    sums[index].count(1)
    if let amounts = NarrowSums(record.amounts), sums[index].add(amounts) { return }
    wideSums[index, default: MeasureSums()].add(record.amounts)
  }

  @inline(__always) private mutating func number(of text: UInt32, _ numbers: inout Numbers) -> UInt32 {
    if let known = numbers.known[Int(text)] { return known }
    let number = names.number(of: numbers.texts.texts[Int(text)])
    numbers.known[Int(text)] = number
    return number
  }

  /// Adds all cells of another table.
  mutating func add(_ other: CellSums) {
    let renaming = CellNames.Renaming(from: other.names, into: &names)
    for (place, key) in other.keys.enumerated() {
      let (index, added) = (index(of: renaming.renamed(key)), other.sums[place])
      sums[index].count(added.eventCount)
      if !sums[index].add(added) { wideSums[index, default: MeasureSums()].add(added.wide) }
      if let wide = other.wideSums[place] { wideSums[index, default: MeasureSums()].add(wide) }
    }
  }

  private mutating func index(of key: CellNumbers) -> Int {
    var slot = Int(truncatingIfNeeded: key.hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let index = Int(slots[slot] - 1)
      if keys[index] == key { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    keys.append(key)
    sums.append(NarrowSums())
    slots[slot] = UInt32(keys.count)
    if 2 * keys.count > slots.count { grow() }
    return keys.count - 1
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: 4 * slots.count)
    for (index, key) in keys.enumerated() {
      var slot = Int(truncatingIfNeeded: key.hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index + 1)
    }
  }

  /// The cells in the order in which their keys first came.
  var cells: [Cell] { keys.indices.map(cell) }

  /// The cells by `CellKey.precedes`.
  consuming func sorted() -> SortedCells { SortedCells(self, order: names.order(of: keys)) }

  /// One cell.
  func cell(_ index: Int) -> Cell {
    let (sums, eventCount) = values(index)
    return Cell(key: names.key(keys[index]), sums: sums, eventCount: eventCount)
  }

  /// One cell's key.
  func numbers(_ index: Int) -> CellNumbers { keys[index] }

  /// One cell's sums.
  func values(_ index: Int) -> (sums: MeasureSums, eventCount: Int) {
    let narrow = sums[index]
    var sums = narrow.wide
    if let wide = wideSums[index] { sums.add(wide) }
    return (sums, Int(narrow.eventCount))
  }
}
