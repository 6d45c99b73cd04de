import Billing

/// A file of usage events, in one or two batches; it may break before any of them.
final class SimulatedSource: EventSource {
  private let process: SimulatedProcess
  private let fileIndex: Int

  init(_ process: SimulatedProcess, fileIndex: Int) {
    self.process = process
    self.fileIndex = fileIndex
    isIdentified = !process.world.scenario.digestsComeLate
  }

  /// Whether the digest is known.
  private var isIdentified: Bool

  var description: SourceDescription {
    isIdentified ? Self.descriptions[fileIndex] : Self.unidentified[fileIndex]
  }

  private static let descriptions = (0..<Scenario.fileCountMax).map {
    SourceDescription(name: "events-\($0)", contentDigest: FrozenBytes.digest(of: $0), byteCount: $0 / 2)
  }

  private static let unidentified = descriptions.map {
    SourceDescription(name: $0.name, contentDigest: nil, byteCount: $0.byteCount)
  }

  func identify(unless isStopRequested: () -> Bool) { isIdentified = isIdentified || !isStopRequested() }

  func read<Failure: Error>(
    from position: SourcePosition, _ body: (EventBatch) throws(Failure) -> Void
  ) throws(SourceReadError<Failure>) {
    let file = process.world.scenario.files[fileIndex]
    let parts = [
      file.eventIndexes.prefix(file.firstBatchCount), file.eventIndexes.dropFirst(file.firstBatchCount),
    ]
    for (number, part) in parts.enumerated().dropFirst(position.lineCount) {
      guard process.world.enter(process, .readSource) else {
        throw .source(.readFailed(path: description.name, detail: "the process is dead"))
      }
      if process.world.choices.happens(.sourceBroken) {
        process.world.marks.hit(.sourceBroken)
        isIdentified = true
        throw .source(.readFailed(path: description.name, detail: "as the seed has it"))
      }
      let end = SourcePosition(byteOffset: number + 1, lineCount: number + 1)
      do throws(Failure) {
        try body(batch(of: Array(part), end: end))
      } catch {
        throw .receiver(error)
      }
      // Of every other file the digest is known in the middle.
      if fileIndex % 2 == 1 { identifyLate() }
    }
    identifyLate()
  }

  private func identifyLate() {
    if !isIdentified { process.world.marks.hit(.digestCameLate) }
    isIdentified = true
  }

  private func batch(of indexes: [Int], end: SourcePosition) -> EventBatch {
    var (records, usageIDs): ([EventRecord], [UInt8]) = ([], [])
    for index in indexes {
      if !records.isEmpty { usageIDs.append(0x0A) }
      let start = usageIDs.count
      usageIDs += "u\(index)".utf8
      records.append(record(index, usageID: start..<usageIDs.count))
    }
    let bytes = [UInt8](repeating: 0x0A, count: records.count)
    let block = EventBlock(
      records: records, texts: Self.texts, usageIDs: usageIDs, rawRows: bytes, rawByteCount: records.count)
    return EventBatch(blocks: records.isEmpty ? [] : [block], quarantined: [], sourceEnd: end)
  }

  /// The texts of every event: the projects stand first.
  private static let texts: EventTexts = {
    var texts = EventTexts()
    texts.texts = SimulatedCatalog.projectIDs + ["m", "t", "c", "r"]
    texts.currencies = [SimulatedCatalog.currency]
    texts.providerLists = [nil]
    return texts
  }()

  private func record(_ index: Int, usageID: Range<Int>) -> EventRecord {
    let scenario = process.world.scenario
    let event = scenario.events[index]
    var record = EventRecord(
      usageID: usageID, usageIDIsDerived: false,
      timestamp: scenario.firstHour.adding(hours: event.hourOffset).start.adding(seconds: 600),
      key: EventKey(high: UInt64(index) &+ 1, low: 7), contentDigest: EventKey(high: UInt64(index), low: 9),
      line: 1, byteOffset: 0)
    record.amounts.gpuHoursAfter = event.gpuHourSteps
    record.amounts.tokensProcessed = event.tokens
    if process.world.mutant == .roundPerEvent { record.amounts = Self.rounded(record.amounts) }
    let projectCount = UInt32(SimulatedCatalog.projectIDs.count)
    record.project = UInt32(event.projectIndex)
    (record.model, record.tier) = (projectCount, projectCount + 1)
    (record.claim, record.region) = (projectCount + 2, projectCount + 3)
    return record
  }

  /// The mistake of the mutant: every event for itself is rounded up to units of every provider.
  private static func rounded(_ amounts: UsageEvent.Amounts) -> UsageEvent.Amounts {
    var rounded = amounts
    rounded.gpuHoursAfter = roundedUp(amounts.gpuHoursAfter, to: 1_000_000_000_000)
    rounded.tokensProcessed = roundedUp(amounts.tokensProcessed, to: 1_000)
    return rounded
  }

  private static func roundedUp(_ amount: Int64, to unit: Int64) -> Int64 {
    (amount + unit / 2) / unit * unit
  }
}
