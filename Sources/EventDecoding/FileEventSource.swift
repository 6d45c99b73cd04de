package import Billing
import ByteStreams
import Hashing

/// Usage events from a file: NDJSON or one JSON array, plain, gzip or zstd, told by the first bytes.
package final class FileEventSource: EventSource {
  private let reading: EventReading
  private let state: FileBytes.State
  private let digest = DigestBeside()

  /// The file, its size and, for posting, the SHA-256 of its content once it was identified or read.
  package var description: SourceDescription {
    SourceDescription(name: reading.name, contentDigest: digest.digest?.hex, byteCount: state.byteCount)
  }

  /// Opens the file.
  package convenience init(
    path: String, rules: EventDecodingRules = EventDecodingRules(), workerCount: Int = WorkerCount.standard,
    purpose: EventDecodingPurpose = .posting
  ) throws(SourceError) {
    try self.init(
      path: path, rules: rules, workerCount: workerCount, limits: ChunkLimits(purpose), purpose: purpose)
  }

  init(
    path: String, rules: EventDecodingRules, workerCount: Int, limits: ChunkLimits,
    purpose: EventDecodingPurpose = .posting
  ) throws(SourceError) {
    let file = try FileBytes(path: path)
    state = try file.state()
    guard state.isRegularFile else {
      throw .cannotOpen(
        path: path,
        detail: "found no regular file; accepted is a file; pipe anything else to standard input (-)")
    }
    reading = EventReading(
      name: path, rules: rules, workerCount: max(1, workerCount), purpose: purpose, limits: limits)
  }

  /// Reads the file once for its digest.
  package func identify(unless isStopRequested: () -> Bool) throws(SourceError) {
    digest.start(path: reading.name, state: state)
    try digest.finish(unless: isStopRequested)
  }

  /// Reads from `position`, which an earlier batch of the same content gave, or from the beginning. For posting, the
  /// digest is taken beside.
  package func read<Failure: Error>(
    from position: SourcePosition, _ body: (EventBatch) throws(Failure) -> Void
  ) throws(SourceReadError<Failure>) {
    if case .posting = reading.purpose { digest.start(path: reading.name, state: state) }
    do throws(SourceReadError<Failure>) {
      try readRows(from: position, body)
    } catch {
      // A source that broke is known by its digest all the same, so that it can be read on. If its digest cannot be
      // taken either, what broke it first is what there is to tell.
      if case .source = error { try? digest.finish() }
      digest.stop()
      throw error
    }
  }

  private func readRows<Failure: Error>(
    from position: SourcePosition, _ body: (EventBatch) throws(Failure) -> Void
  ) throws(SourceReadError<Failure>) {
    let file: FileBytes
    let cutter: any ChunkCutter
    do throws(SourceError) {
      file = try FileBytes(path: reading.name)
      try file.require(state)
      cutter = try reading.openCutter(file, from: position)
    } catch {
      throw .source(error)
    }
    try reading.read(cutter, from: position, body)
    do throws(SourceError) {
      try file.require(state)
      try digest.finish()
    } catch {
      throw .source(error)
    }
  }
}
