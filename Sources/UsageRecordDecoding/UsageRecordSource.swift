package import Billing
import ByteStreams
import Hashing

/// GPU usage records from a file, or standard input, as rows of usage events: one for each record and UTC hour.
package final class UsageRecordSource: EventSource {
  /// The file. Its digest is taken together with the format, so that a file that was read as something else before is
  /// read again.
  package let description: SourceDescription
  /// What a person should know about the records, once they are read: gaps, and what was no record.
  package private(set) var notes: [String] = []
  private let reading: UsageRecordReading
  private let state: FileBytes.State?

  /// Opens the file at `path`, `-` for standard input, and computes its digest, which reads it once.
  package init(path: String, format: UsageRecordFormat, rules: UsageRecordRules) throws(SourceError) {
    reading = UsageRecordReading(format: format, rules: rules)
    guard path != "-" else {
      state = nil
      description = SourceDescription(name: path, contentDigest: nil, byteCount: 0)
      return
    }
    let file = try FileBytes(path: path)
    let state = try file.state()
    guard state.isRegularFile else {
      throw .cannotOpen(
        path: path,
        detail: "found no regular file; accepted is a file; pipe anything else to standard input (-)")
    }
    self.state = state
    var digest = RunningDigest256()
    digest.update(Array("agnitra-billing usage records 1\n\(format.rawValue)\n".utf8))
    var piece: [UInt8] = []
    while try file.read(into: &piece) {
      digest.update(piece)
      piece.removeAll(keepingCapacity: true)
    }
    description = SourceDescription(
      name: path, contentDigest: digest.digest.hex, byteCount: state.byteCount)
  }

  /// Hands over whole records behind `position`.
  package func read<Failure: Error>(
    from position: SourcePosition, _ body: (EventBatch) throws(Failure) -> Void
  ) throws(SourceReadError<Failure>) {
    let file: DraftedFile
    do throws(SourceError) {
      file = try reading.read(try content(), path: description.name)
    } catch {
      throw .source(error)
    }
    notes = file.notes
    var assembly = RecordBatches(source: description.name, rules: reading.rules)
    let records = file.records.filter { $0.line > position.lineCount }
    do throws(Failure) {
      for (index, record) in records.enumerated() {
        assembly.add(record)
        let isLineComplete = index + 1 == records.count || records[index + 1].line > record.line
        if isLineComplete, let batch = assembly.takeIfFull(behind: record) { try body(batch) }
      }
      if position != file.end || !assembly.isEmpty { try body(assembly.take(end: file.end)) }
    } catch {
      throw .receiver(error)
    }
  }

  private func content() throws(SourceError) -> [UInt8] {
    let file =
      if state == nil { FileBytes(descriptor: 0, name: "-") } else { try FileBytes(path: description.name) }
    let (stream, _) = try CompressionFormat.open(file, path: description.name)
    var content: [UInt8] = []
    while try stream.read(into: &content) {
      guard content.count <= UsageRecordLimits.fileByteCountMax else {
        throw .damaged(
          path: description.name,
          detail: "it is longer than \(UsageRecordLimits.fileByteCountMax) bytes; export shorter windows")
      }
    }
    guard try state.map({ state throws(SourceError) in try file.state() == state }) ?? true else {
      throw .readFailed(
        path: description.name,
        detail: "the file changed while it was read; write files under another name first")
    }
    return content
  }
}
