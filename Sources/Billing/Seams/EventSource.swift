/// Where usage events are read from.
package protocol EventSource: AnyObject {
  /// What the source is. The digest of a file may come late: when it was identified, or read to its end.
  var description: SourceDescription { get }
  /// What a person should know about the content once it is read, as sentences; usually nothing.
  var notes: [String] { get }

  /// Makes the digest of the content known, for which a file may have to be read once; it stays unknown when
  /// `isStopRequested` answers that there is no time for it.
  func identify(unless isStopRequested: () -> Bool) throws(SourceError)
  /// Reads from `position` on and hands over batches in order until the source ends or `body` throws.
  func read<Failure: Error>(
    from position: SourcePosition, _ body: (EventBatch) throws(Failure) -> Void
  ) throws(SourceReadError<Failure>)
}

extension EventSource {
  /// Nothing.
  package var notes: [String] { [] }

  /// Does nothing: the digest is known, or there is none.
  package func identify(unless isStopRequested: () -> Bool) throws(SourceError) {}
}

/// Why reading a source ended early.
package enum SourceReadError<Failure: Error>: Error {
  /// The source itself: cannot be opened, is truncated, is no known format. The text says which file and what to do.
  case source(SourceError)
  /// What the receiver threw.
  case receiver(Failure)
}

/// Why a source cannot be read.
package enum SourceError: Error, Hashable, Sendable {
  /// No such file, or no right to read it.
  case cannotOpen(path: String, detail: String)
  /// Compressed data is damaged or cut short.
  case damaged(path: String, detail: String)
  /// Reading failed half-way.
  case readFailed(path: String, detail: String)
}

extension SourceError: CustomStringConvertible {
  /// One line a person can act on.
  package var description: String {
    switch self {
    case .cannotOpen(let path, let detail): "cannot open \(path): \(detail)"
    case .damaged(let path, let detail):
      "\(path) is damaged: \(detail); fetch the file again: what was read so far is posted, and a second import "
        + "skips it"
    case .readFailed(let path, let detail): "reading \(path) failed: \(detail); run the import again to go on"
    }
  }
}
