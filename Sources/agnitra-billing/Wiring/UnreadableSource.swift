import Billing

/// A path of the settings that cannot be opened: the run says so and goes on with what is posted already.
final class UnreadableSource: EventSource {
  let description: SourceDescription
  private let error: SourceError

  init(path: String, error: SourceError) {
    description = SourceDescription(name: path, contentDigest: nil, byteCount: 0)
    self.error = error
  }

  func read<Failure: Error>(
    from position: SourcePosition, _ body: (EventBatch) throws(Failure) -> Void
  ) throws(SourceReadError<Failure>) {
    throw .source(error)
  }
}

extension SourceError {
  /// The same error of a path that a person did not type: who names it, and what to do.
  func naming(_ configuration: String) -> SourceError {
    guard case .cannotOpen(let path, let detail) = self else { return self }
    return .cannotOpen(
      path: path, detail: "\(detail); create it, or correct the sources of \(configuration)")
  }
}
