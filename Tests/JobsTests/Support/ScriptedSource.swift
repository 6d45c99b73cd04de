import Billing
import EventDecoding
import Hashing

/// A source of some batches that can break between two of them.
final class ScriptedSource: EventSource {
  let description: SourceDescription
  var batches: [[UsageDraft]]
  /// The source breaks before this batch.
  var breaksBefore: Int?
  /// Is called before each batch is handed over.
  var beforeBatch: (Int) -> Void = { _ in }
  /// Where each reading began.
  private(set) var starts: [Int] = []

  init(_ name: String, _ batches: [[UsageDraft]], isStream: Bool = false) {
    let digest = Digest256(of: name).hex
    description = SourceDescription(name: name, contentDigest: isStream ? nil : digest, byteCount: 1)
    self.batches = batches
  }

  func read<Failure: Error>(
    from position: SourcePosition, _ body: (EventBatch) throws(Failure) -> Void
  ) throws(SourceReadError<Failure>) {
    starts.append(position.lineCount)
    for (index, drafts) in batches.enumerated().dropFirst(position.lineCount) {
      if index == breaksBefore { throw .source(.readFailed(path: description.name, detail: "as scripted")) }
      beforeBatch(index)
      let end = SourcePosition(byteOffset: index + 1, lineCount: index + 1)
      do throws(Failure) {
        try body(UsageDraft.batch(of: drafts, end: end))
      } catch {
        throw .receiver(error)
      }
    }
  }
}
