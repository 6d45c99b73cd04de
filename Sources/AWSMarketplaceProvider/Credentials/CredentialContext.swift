import HTTPTransport

/// What sources need to reach the outside.
struct CredentialContext {
  /// Variables, files and processes.
  let environment: AWSEnvironment
  /// The network.
  let http: any HTTPSending
  /// Waits between two attempts, in milliseconds.
  let pause: (_ milliseconds: Int) -> Void

  /// Sends one request.
  func send(_ request: HTTPRequest) -> HTTPOutcome {
    let outcomes = http.send([request], concurrencyMax: 1)
    precondition(outcomes.count == 1, "one request has one outcome")
    return outcomes[0]
  }
}
