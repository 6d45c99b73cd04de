package import Billing
import ByteStreams

/// Usage events from standard input, or another descriptor, in every form a file may have. It can be read once.
package final class StreamEventSource: EventSource {
  /// The name `-`; a stream has neither digest nor size.
  package let description: SourceDescription
  private let descriptor: Int32
  private let reading: EventReading

  /// A stream; 0 is standard input.
  package init(
    descriptor: Int32 = 0, name: String = "-", rules: EventDecodingRules = EventDecodingRules(),
    workerCount: Int = WorkerCount.standard, purpose: EventDecodingPurpose = .posting
  ) {
    description = SourceDescription(name: name, contentDigest: nil, byteCount: 0)
    self.descriptor = descriptor
    reading = EventReading(
      name: name, rules: rules, workerCount: max(1, workerCount), purpose: purpose,
      limits: ChunkLimits(purpose))
  }

  /// Reads what is left of the stream; `position` counts from its beginning.
  package func read<Failure: Error>(
    from position: SourcePosition, _ body: (EventBatch) throws(Failure) -> Void
  ) throws(SourceReadError<Failure>) {
    let cutter: any ChunkCutter
    do throws(SourceError) {
      cutter = try reading.openCutter(
        FileBytes(descriptor: descriptor, name: description.name), from: position)
    } catch {
      throw .source(error)
    }
    try reading.read(cutter, from: position, body)
  }
}
