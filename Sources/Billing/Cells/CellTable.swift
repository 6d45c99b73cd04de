/// Sums by cell, whose keys are whole numbers: a table of open addressing, so that a cell is found without hashing a
/// text. Whoever owns it knows what the numbers stand for.
package struct CellTable: Sendable {
  /// The keys of the cells, in the order in which they first came.
  package private(set) var keys: [CellNumbers] = []
  private var sums: [NarrowSums] = []
  /// By a cell's index: what does not fit into its narrow sums.
  private var wideSums: [Int: MeasureSums] = [:]
  /// A cell's index plus one by its key's hash; 0 where there is none. A power of two of them, at most half used.
  private var slots = [UInt32](repeating: 0, count: 1 << 12)
  /// What the fetches add up to: read by nobody, kept so that they are not optimised away.
  private var touched: UInt64 = 0

  /// No cells.
  package init() {}

  /// How many cells there are.
  package var count: Int { keys.count }

  /// The sums of a cell by its index, and how many events they hold.
  package func values(_ index: Int) -> (sums: MeasureSums, eventCount: Int) {
    let narrow = sums[index]
    var sums = narrow.wide
    if let wide = wideSums[index] { sums.add(wide) }
    return (sums, Int(narrow.eventCount))
  }

  /// Adds one event for each key: what `amounts` answers for the key's position, or nothing where it answers `nil`.
  /// What lies anywhere in memory is fetched for all keys before the first one waits for it: a third of the time where
  /// cells are many.
  package mutating func add(_ keys: [CellNumbers], _ amounts: (Int) -> UsageEvent.Amounts?) {
    for key in keys { touchSlot(of: key) }
    for key in keys { touchCell(of: key) }
    for (position, key) in keys.enumerated() {
      if let amounts = amounts(position) { add(amounts, to: index(of: key)) }
    }
  }

  private mutating func touchSlot(of key: CellNumbers) {
    touched &+= UInt64(slots[Int(truncatingIfNeeded: key.hash) & (slots.count - 1)])
  }

  /// Fetches the cell that is probably the key's.
  private mutating func touchCell(of key: CellNumbers) {
    let slot = slots[Int(truncatingIfNeeded: key.hash) & (slots.count - 1)]
    guard slot != 0 else { return }
    touched &+= UInt64(truncatingIfNeeded: keys[Int(slot) - 1].hour &+ sums[Int(slot) - 1].eventCount)
  }

  private mutating func add(_ amounts: UsageEvent.Amounts, to index: Int) {
    sums[index].count(1)
    if let narrow = NarrowSums(amounts), sums[index].add(narrow) { return }
    wideSums[index, default: MeasureSums()].add(amounts)
  }

  /// Adds all cells of another table; `renamed` says what its keys are here.
  package mutating func add(_ other: CellTable, renamed: (CellNumbers) -> CellNumbers = { $0 }) {
    for (place, key) in other.keys.enumerated() {
      let (index, added) = (index(of: renamed(key)), other.sums[place])
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
    if 2 * keys.count > slots.count { makeSlots(4 * slots.count) }
    return keys.count - 1
  }

  private mutating func makeSlots(_ count: Int) {
    slots = [UInt32](repeating: 0, count: count)
    for (index, key) in keys.enumerated() {
      var slot = Int(truncatingIfNeeded: key.hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(index + 1)
    }
  }

  /// The same cells under other keys.
  package consuming func renamed(_ renamed: (CellNumbers) -> CellNumbers) -> CellTable {
    for index in keys.indices { keys[index] = renamed(keys[index]) }
    makeSlots(slots.count)
    return self
  }
}

/// Cells and the names of what their keys hold.
package struct NamedCells: Sendable {
  /// The sums by key.
  package var table: CellTable
  /// What the numbers of the keys stand for.
  package var names: CellNames

  /// Cells of the parts given.
  package init(table: CellTable = CellTable(), names: CellNames = CellNames()) {
    self.table = table
    self.names = names
  }

  /// How many cells there are.
  package var count: Int { table.count }

  /// A cell by its index.
  package subscript(index: Int) -> Cell {
    let (sums, eventCount) = table.values(index)
    return Cell(key: names.key(table.keys[index]), sums: sums, eventCount: eventCount)
  }

  /// The cells in the order in which their keys first came.
  package var cells: [Cell] { (0..<count).map { self[$0] } }

  /// Adds other cells.
  package mutating func add(_ other: NamedCells) {
    let renaming = CellNames.Renaming(from: other.names, into: &names)
    table.add(other.table, renamed: renaming.renamed)
  }
}
