import Billing

/// Sums of records by cell. Texts are numbered once a block, so that the key of a record is a few whole numbers: its
/// cell is found in a table of open addressing without hashing a text.
struct CellSums {
  /// A cell's key as numbers of this table.
  private struct Key: Equatable {
    let hour: Int64
    let project: UInt32
    let tier: UInt32
    let claim: UInt32
    let currency: UInt16
    let providers: UInt16

    /// Mixes all parts into the low bits.
    var hash: UInt64 {
      var hash = UInt64(truncatingIfNeeded: hour) &* 0x9E37_79B9_7F4A_7C15
      hash = (hash ^ UInt64(project) << 32 ^ UInt64(claim)) &* 0xBF58_476D_1CE4_E5B9
      hash =
        (hash ^ hash >> 29 ^ UInt64(tier) << 32 ^ UInt64(currency) << 16 ^ UInt64(providers))
        &* 0x94D0_49BB_1331_11EB
      return hash ^ hash >> 31
    }
  }

  /// What a block's numbers are in this table.
  struct Numbers {
    fileprivate let texts: [UInt32]
    fileprivate let currencies: [UInt16]
    fileprivate let providerLists: [UInt16]
  }

  private var keys: [Key] = []
  private var sums: [MeasureSums] = []
  private var eventCounts: [Int] = []
  /// A cell's index plus one by its key's hash; 0 where there is none. A power of two of them, at most half used.
  private var slots = [UInt32](repeating: 0, count: 1 << 12)
  private var texts: [String] = []
  private var currencies: [Currency] = []
  private var providerLists: [[ProviderID]] = []
  private var textNumbers: [String: UInt32] = [:]

  /// Numbers a block's texts. An event that names no targets has an empty list.
  mutating func numbers(of block: EventTexts) -> Numbers {
    Numbers(
      texts: block.texts.map { number(of: $0) },
      currencies: block.currencies.map { Self.number(of: $0, in: &currencies) },
      providerLists: block.providerLists.map { Self.number(of: $0 ?? [], in: &providerLists) })
  }

  private mutating func number(of text: String) -> UInt32 {
    if let known = textNumbers[text] { return known }
    let number = UInt32(texts.count)
    texts.append(text)
    textNumbers[text] = number
    return number
  }

  /// There are a few of these.
  private static func number<Value: Equatable>(of value: Value, in values: inout [Value]) -> UInt16 {
    if let known = values.firstIndex(of: value) { return UInt16(known) }
    precondition(values.count < Int(UInt16.max), "currencies and lists of targets are few")
    values.append(value)
    return UInt16(values.count - 1)
  }

  /// Adds the posted rows of a block.
  mutating func add(_ posted: PostedBlock) {
    let numbers = numbers(of: posted.block.texts)
    for (ordinal, record) in posted.block.records.enumerated() where posted.isPosted[ordinal] {
      add(record, numbers)
    }
  }

  /// Adds a record of the block whose numbers are given.
  mutating func add(_ record: EventRecord, _ numbers: Numbers) {
    let index = index(
      of: Key(
        hour: record.timestamp.hour.index, project: numbers.texts[Int(record.project)],
        tier: numbers.texts[Int(record.tier)], claim: numbers.texts[Int(record.claim)],
        currency: numbers.currencies[Int(record.currency)],
        providers: numbers.providerLists[Int(record.providers)]))
    sums[index].add(record.amounts)
    eventCounts[index] += 1
  }

  private mutating func index(of key: Key) -> Int {
    var slot = Int(truncatingIfNeeded: key.hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let index = Int(slots[slot] - 1)
      if keys[index] == key { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    keys.append(key)
    sums.append(MeasureSums())
    eventCounts.append(0)
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

  /// Hands over the cells by `CellKey.precedes`, one at a time: all of them at once would take as much memory again.
  /// Texts are ranked once, so that cells are compared as whole numbers.
  func forEachSorted<Failure: Error>(_ body: (Cell) throws(Failure) -> Void) throws(Failure) {
    let ranks = Self.ranks(texts, by: <)
    let currencyRanks = Self.ranks(currencies, by: <)
    let listRanks = Self.ranks(providerLists) { $0.lexicographicallyPrecedes($1) }
    var places = keys.enumerated().map { index, key in
      Place(
        hour: key.hour, names: UInt64(ranks[Int(key.project)]) << 32 | UInt64(ranks[Int(key.tier)]),
        rest: UInt64(ranks[Int(key.claim)]) << 32 | UInt64(currencyRanks[Int(key.currency)]) << 16
          | UInt64(listRanks[Int(key.providers)]), index: index)
    }
    places.sort { $0.precedes($1) }
    for place in places { try body(cell(place.index)) }
  }

  /// How many cells there are.
  var count: Int { keys.count }

  /// Where a cell stands in the order of all.
  private struct Place {
    let hour: Int64
    let names: UInt64
    let rest: UInt64
    let index: Int

    func precedes(_ other: Place) -> Bool {
      if hour != other.hour { return hour < other.hour }
      return names != other.names ? names < other.names : rest < other.rest
    }
  }

  private static func ranks<Value>(_ values: [Value], by precedes: (Value, Value) -> Bool) -> [UInt32] {
    var ranks = [UInt32](repeating: 0, count: values.count)
    let order = values.indices.sorted { precedes(values[$0], values[$1]) }
    for (rank, index) in order.enumerated() { ranks[index] = UInt32(rank) }
    return ranks
  }

  private func cell(_ index: Int) -> Cell {
    let key = keys[index]
    return Cell(
      key: CellKey(
        hour: UTCHour(index: key.hour), projectID: texts[Int(key.project)],
        hardwareTier: texts[Int(key.tier)], claim: texts[Int(key.claim)],
        currency: currencies[Int(key.currency)], providers: providerLists[Int(key.providers)]),
      sums: sums[index], eventCount: eventCounts[index])
  }
}
