package import Billing
import ByteStreams
import Hashing

/// Usage events from a file: NDJSON or one JSON array, plain, gzip or zstd, told by the first bytes.
package final class FileEventSource: EventSource {
  /// The file, its size and, for posting, the SHA-256 of its content.
  package let description: SourceDescription
  private let reading: EventReading
  private let state: FileBytes.State

  /// Opens the file; for posting, computes its digest, which reads it once.
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
    var digest: String?
    if case .posting = purpose { digest = try file.contentDigest().hex }
    description = SourceDescription(name: path, contentDigest: digest, byteCount: state.byteCount)
    reading = EventReading(
      name: path, rules: rules, workerCount: max(1, workerCount), purpose: purpose, limits: limits)
  }

  /// Reads from `position`, which an earlier batch of the same content gave, or from the beginning.
  package func read<Failure: Error>(
    from position: SourcePosition, _ body: (EventBatch) throws(Failure) -> Void
  ) throws(SourceReadError<Failure>) {
    let file: FileBytes
    let cutter: any ChunkCutter
    do throws(SourceError) {
      file = try FileBytes(path: description.name)
      cutter = try reading.openCutter(file, from: position)
    } catch {
      throw .source(error)
    }
    try reading.read(cutter, from: position, body)
    do throws(SourceError) {
      guard try file.state() == state else {
        throw .readFailed(
          path: description.name,
          detail: "the file changed while it was read; write files under another name first")
      }
    } catch {
      throw .source(error)
    }
  }
}
