import Billing

/// A file of usage events, in one or two batches; it may break before any of them.
final class SimulatedSource: EventSource {
  let description: SourceDescription
  private let process: SimulatedProcess
  private let file: Scenario.File

  init(_ process: SimulatedProcess, fileIndex: Int) {
    self.process = process
    file = process.world.scenario.files[fileIndex]
    description = Self.descriptions[fileIndex]
  }

  private static let descriptions = (0..<Scenario.fileCountMax).map {
    SourceDescription(name: "events-\($0)", contentDigest: FrozenBytes.digest(of: $0), byteCount: 1)
  }

  func read<Failure: Error>(
    from position: SourcePosition, _ body: (EventBatch) throws(Failure) -> Void
  ) throws(SourceReadError<Failure>) {
    let parts = [
      file.eventIndexes.prefix(file.firstBatchCount), file.eventIndexes.dropFirst(file.firstBatchCount),
    ]
    for (number, part) in parts.enumerated().dropFirst(position.lineCount) {
      guard process.world.enter(process, .readSource) else {
        throw .source(.readFailed(path: description.name, detail: "the process is dead"))
      }
      if process.world.choices.happens(.sourceBroken) {
        process.world.marks.hit(.sourceBroken)
        throw .source(.readFailed(path: description.name, detail: "as the seed has it"))
      }
      let end = SourcePosition(byteOffset: number + 1, lineCount: number + 1)
      do throws(Failure) {
        try body(batch(of: Array(part), end: end))
      } catch {
        throw .receiver(error)
      }
    }
  }

  private func batch(of indexes: [Int], end: SourcePosition) -> EventBatch {
    let rows = indexes.map(row)
    let bytes = [UInt8](repeating: 0x0A, count: rows.count)
    let blocks = rows.isEmpty ? [] : [EventBlock(rows: rows, rawRows: bytes, rawByteCount: rows.count)]
    return EventBatch(blocks: blocks, quarantined: [], sourceEnd: end)
  }

  private func row(_ index: Int) -> EventRow {
    let scenario = process.world.scenario
    let event = scenario.events[index]
    var amounts = UsageEvent.Amounts()
    amounts.gpuHoursAfter = event.gpuHourSteps
    amounts.tokensProcessed = event.tokens
    if process.world.mutant == .roundPerEvent { amounts = Self.rounded(amounts) }
    let start = scenario.firstHour.adding(hours: event.hourOffset).start
    let usage = UsageEvent(
      usageID: "u\(index)", usageIDIsDerived: false,
      projectID: SimulatedCatalog.projectIDs[event.projectIndex], modelName: "m",
      timestamp: start.adding(seconds: 600), hardwareTier: "t", claim: "c", region: "r",
      currency: SimulatedCatalog.currency, providers: nil, amounts: amounts)
    return EventRow(
      event: usage, key: EventKey(high: UInt64(index) &+ 1, low: 7),
      contentDigest: EventKey(high: UInt64(index), low: 9), line: 1, byteOffset: 0)
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
