import HTTPTransport

/// A network that keeps every request and lets none out.
final class RecordedWire: HTTPSending {
  /// Every request so far, as it would have left.
  private(set) var requests: [HTTPRequest] = []

  func send(_ requests: [HTTPRequest], concurrencyMax: Int) -> [HTTPOutcome] {
    self.requests += requests
    return requests.map { _ in
      .failed(HTTPFailure(cause: .connectionRefused, nothingWasSent: true, detail: "nothing leaves a test"))
    }
  }
}
