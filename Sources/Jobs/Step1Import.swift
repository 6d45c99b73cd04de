package import Billing
import Metering

/// Reads every source from where an earlier run left it and posts its events, one transaction a batch.
enum Step1Import {
  static func run(_ context: RunContext, runID: Int64) throws(RunError) -> [ImportResult] {
    var results: [ImportResult] = []
    for source in context.sources {
      do throws(RunError) {
        results.append(try post(source, context, runID: runID))
      } catch {
        // A damaged file must not keep usage that is posted from being sealed and sent before its hours close.
        guard case .source(let failure) = error else { throw error }
        results.append(ImportResult(failed: source.description, failure))
      }
    }
    return results
  }

  /// Reads every source as a run would, and posts nothing: how many rows there are, and how many are no usage event.
  static func rehearse(_ context: RunContext) throws(RunError) -> [ImportResult] {
    var results: [ImportResult] = []
    for source in context.sources {
      do throws(RunError) {
        results.append(try read(source, context))
      } catch {
        guard case .source(let failure) = error else { throw error }
        results.append(ImportResult(failed: source.description, failure))
      }
    }
    return results
  }

  private static func read(_ source: any EventSource, _ context: RunContext) throws(RunError) -> ImportResult
  {
    let earlier = try progress(of: source, context)
    let name = source.description.name
    var tally = PostingTally()
    var firstBadRows: [QuarantinedRow] = []
    if earlier?.isComplete != true {
      do throws(SourceReadError<RunError>) {
        try source.read(from: earlier?.position ?? SourcePosition()) { batch throws(RunError) in
          tally.readCount += batch.quarantined.count + batch.blocks.reduce(0) { $0 + $1.rowCount }
          tally.quarantinedCount += batch.quarantined.count
          firstBadRows += batch.quarantined.prefix(ImportResult.badRowCountMax - firstBadRows.count)
          context.progress.advanced(.import, subject: name, done: tally.readCount, total: nil)
          try context.continueUnlessStopped()
        }
      } catch {
        throw RunError(error)
      }
    }
    return ImportResult(
      source: source.description, tally: tally, earlierTally: earlier?.tally ?? PostingTally(),
      wasComplete: earlier?.isComplete ?? false, firstBadRows: firstBadRows, notes: source.notes)
  }

  private static func post(
    _ source: any EventSource, _ context: RunContext, runID: Int64
  ) throws(RunError) -> ImportResult {
    let earlier = try progress(of: source, context)
    if let earlier, earlier.isComplete {
      return ImportResult(
        source: source.description, tally: PostingTally(), earlierTally: earlier.tally, wasComplete: true)
    }
    var posting = SourcePosting(
      context: context, source: source, runID: runID, position: earlier?.position ?? SourcePosition())
    do throws(SourceReadError<RunError>) {
      try source.read(from: earlier?.position ?? SourcePosition()) { batch throws(RunError) in
        try posting.receive(batch)
      }
    } catch {
      switch error {
      case .source(let failure):
        try posting.keepWhatCame()
        return posting.result(after: earlier, failure)
      case .receiver(.interrupted(let signal)):
        try posting.keepWhatCame()
        throw .interrupted(signal: signal)
      // After a failure of the store nothing more is written: what it did may be there or not.
      case .receiver(let failure): throw failure
      }
    }
    try posting.finish()
    return posting.result(after: earlier, nil)
  }

  /// How far a source was read before. Where no file of its size is known it is new, and its digest may come late.
  private static func progress(
    of source: any EventSource, _ context: RunContext
  ) throws(RunError) -> SourceProgress? {
    if source.description.contentDigest == nil { try identifyIfKnown(source, context) }
    return try inStore { () throws(StoreError) in try context.store.progress(of: source.description) }
  }

  private static func identifyIfKnown(_ source: any EventSource, _ context: RunContext) throws(RunError) {
    let byteCount = source.description.byteCount
    let mayBeKnown = try inStore { () throws(StoreError) in
      try context.store.knowsFile(ofByteCount: byteCount)
    }
    guard mayBeKnown else { return }
    do throws(SourceError) {
      try source.identify(unless: context.clock.isStopRequested)
    } catch {
      throw .source(error)
    }
    try context.continueUnlessStopped()
  }
}

/// Posts the batches of one source one behind, so that the last one is posted as the last.
private struct SourcePosting {
  let context: RunContext
  let source: any EventSource
  let runID: Int64
  private(set) var tally = PostingTally()
  private var pending: EventBatch?
  /// Where the source stands after what was received.
  private var position: SourcePosition

  init(context: RunContext, source: any EventSource, runID: Int64, position: SourcePosition) {
    self.position = position
    self.context = context
    self.source = source
    self.runID = runID
  }

  mutating func receive(_ batch: EventBatch) throws(RunError) {
    if let pending { try post(pending, isLast: false) }
    pending = batch
    try context.continueUnlessStopped()
  }

  mutating func keepWhatCame() throws(RunError) {
    if let pending { try post(pending, isLast: false) }
    pending = nil
  }

  mutating func finish() throws(RunError) {
    try post(pending ?? EventBatch(blocks: [], quarantined: [], sourceEnd: position), isLast: true)
    pending = nil
  }

  func result(after earlier: SourceProgress?, _ failure: SourceError?) -> ImportResult {
    ImportResult(
      source: source.description, tally: tally, earlierTally: earlier?.tally ?? PostingTally(),
      wasComplete: false, failure: failure, notes: source.notes)
  }

  private mutating func post(_ batch: EventBatch, isLast: Bool) throws(RunError) {
    let description = source.description
    let posted = try inStore { () throws(StoreError) in
      try context.store.post(
        batch, of: description, isLast: isLast, runID: runID, at: context.clock.now(),
        metering: { CellMetering.cells(of: $0) })
    }
    tally = tally + posted
    context.progress.advanced(
      .import, subject: description.name, done: tally.readCount, total: nil)
  }
}

/// What became of one source.
package struct ImportResult: Sendable {
  /// The source.
  package let source: SourceDescription
  /// What this run did.
  package let tally: PostingTally
  /// What earlier runs had done with the same file.
  package let earlierTally: PostingTally
  /// Whether the file had been read to its end before.
  package let wasComplete: Bool
  /// Why it could not be read to its end; what came before is posted.
  package let failure: SourceError?
  /// Of a dry run, the first rows that are no usage event, at most `badRowCountMax`.
  package let firstBadRows: [QuarantinedRow]
  /// What a person should know about its content: gaps between samples, for one.
  package let notes: [String]

  static let badRowCountMax = 5

  init(
    source: SourceDescription, tally: PostingTally, earlierTally: PostingTally, wasComplete: Bool,
    failure: SourceError? = nil, firstBadRows: [QuarantinedRow] = [], notes: [String] = []
  ) {
    self.source = source
    self.tally = tally
    self.earlierTally = earlierTally
    self.wasComplete = wasComplete
    self.failure = failure
    self.firstBadRows = firstBadRows
    self.notes = notes
  }

  init(failed source: SourceDescription, _ failure: SourceError) {
    self.init(
      source: source, tally: PostingTally(), earlierTally: PostingTally(), wasComplete: false,
      failure: failure)
  }
}
