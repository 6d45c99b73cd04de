import Billing

/// Sums of records by cell. Texts are numbered once a series, so that the key of a record is a few whole numbers.
struct CellSums: Sendable {
  /// The sums so far.
  private(set) var cells = NamedCells()
  private var seriesNumbers = SeriesNumbers<UInt32>()
  private var keys: [CellNumbers] = []

  /// Adds the posted rows of a block.
  mutating func add(_ posted: PostedBlock) {
    let records = posted.block.records
    let ordinals = records.indices.filter { posted.isPosted[$0] }
    add(ordinals, of: posted.block) { _ in true }
  }

  /// Adds the rows of a block at `ordinals`; `isNew` is asked for each of them in that order and may refuse it.
  mutating func add(_ ordinals: [Int], of block: EventBlock, where isNew: (Int) -> Bool) {
    makeKeys(ordinals, of: block)
    cells.table.add(keys) { position in
      let ordinal = ordinals[position]
      return isNew(ordinal) ? block.records[ordinal].amounts : nil
    }
  }

  /// An event that names no targets has an empty list.
  private mutating func makeKeys(_ ordinals: [Int], of block: EventBlock) {
    let texts = block.texts
    var known = seriesNumbers.take(texts.series, count: texts.texts.count)
    let currencies = texts.currencies.map { cells.names.number(of: $0) }
    let providerLists = texts.providerLists.map { cells.names.number(of: $0 ?? []) }
    keys.removeAll(keepingCapacity: true)
    for ordinal in ordinals {
      let record = block.records[ordinal]
      keys.append(
        CellNumbers(
          hour: record.timestamp.hour.index, project: number(record.project, texts, &known),
          tier: number(record.tier, texts, &known), claim: number(record.claim, texts, &known),
          currency: currencies[Int(record.currency)], providers: providerLists[Int(record.providers)]))
    }
    seriesNumbers.keep(known, of: texts.series)
  }

  @inline(__always)
  private mutating func number(_ text: UInt32, _ texts: EventTexts, _ known: inout [UInt32?]) -> UInt32 {
    if let number = known[Int(text)] { return number }
    let number = cells.names.number(of: texts.texts[Int(text)])
    known[Int(text)] = number
    return number
  }
}
