import HTTPTransport

extension HTTPOutcome {
  /// The answer, if there is one.
  var response: HTTPResponse? { if case .answered(let response) = self { response } else { nil } }
  /// The failure, if there is one.
  var failure: HTTPFailure? { if case .failed(let failure) = self { failure } else { nil } }
}
