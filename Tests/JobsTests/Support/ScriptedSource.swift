import Billing
import EventDecoding
import Hashing

/// A source of some batches that can break between two of them.
final class ScriptedSource: EventSource {
  private(set) var description: SourceDescription
  /// The digest is known before this batch, or when the source is identified or read to its end.
  var identifiesBefore = 0
  /// How often it was asked for its digest.
  private(set) var identifications = 0
  /// Is called before it looks for its digest.
  var beforeIdentification: () -> Void = {}
  private let digest: String?
  var batches: [[UsageDraft]]
  /// The source breaks before this batch.
  var breaksBefore: Int?
  /// Is called before each batch is handed over.
  var beforeBatch: (Int) -> Void = { _ in }
  /// Where each reading began.
  private(set) var starts: [Int] = []

  init(_ name: String, _ batches: [[UsageDraft]], isStream: Bool = false) {
    digest = isStream ? nil : Digest256(of: name).hex
    description = SourceDescription(name: name, contentDigest: digest, byteCount: 1)
    self.batches = batches
  }

  /// A source whose digest is known before a batch and no earlier.
  convenience init(_ name: String, _ batches: [[UsageDraft]], identifiesBefore: Int) {
    self.init(name, batches)
    self.identifiesBefore = identifiesBefore
    description = SourceDescription(name: name, contentDigest: nil, byteCount: 1)
  }

  func identify(unless isStopRequested: () -> Bool) {
    identifications += 1
    beforeIdentification()
    if !isStopRequested() { tell() }
  }

  private func tell() {
    description = SourceDescription(name: description.name, contentDigest: digest, byteCount: 1)
  }

  func read<Failure: Error>(
    from position: SourcePosition, _ body: (EventBatch) throws(Failure) -> Void
  ) throws(SourceReadError<Failure>) {
    starts.append(position.lineCount)
    for (index, drafts) in batches.enumerated().dropFirst(position.lineCount) {
      if index == breaksBefore { throw .source(.readFailed(path: description.name, detail: "as scripted")) }
      if index == identifiesBefore { tell() }
      beforeBatch(index)
      let end = SourcePosition(byteOffset: index + 1, lineCount: index + 1)
      do throws(Failure) {
        try body(UsageDraft.batch(of: drafts, end: end))
      } catch {
        throw .receiver(error)
      }
    }
    tell()
  }
}
