#if FAIL_POINTS
  import HTTPTransport

  /// A transport that can be made to fail before, while and after usage leaves (`request`), and around every other
  /// question to a provider (`inquiry`).
  final class FailPointTransport: HTTPSending {
    private let transport: any HTTPSending
    /// Enough for the bytes of a request to leave on this machine; a simulator told to wait answers later.
    private static let impatientMilliseconds = 50

    init(_ transport: any HTTPSending) { self.transport = transport }

    func send(_ requests: [HTTPRequest], concurrencyMax: Int) -> [HTTPOutcome] {
      let effect: FailPoint.Effect = requests.contains { $0.method == .post } ? .request : .inquiry
      if FailPointPlan.reached(FailPoint(effect, .before)) {
        return requests.map { _ in Self.failure(.connectionRefused, nothingWasSent: true) }
      }
      guard effect == .request else {
        return after(effect, transport.send(requests, concurrencyMax: concurrencyMax))
      }
      let during = FailPoint(.request, .during)
      guard FailPointPlan.isNext(during) else {
        let outcomes = transport.send(requests, concurrencyMax: concurrencyMax)
        _ = FailPointPlan.reached(during)
        return after(effect, outcomes)
      }
      // The bytes leave, and nobody waits for the answer.
      let impatient = requests.map { request in
        var copy = request
        copy.limits.totalTimeoutMilliseconds = Self.impatientMilliseconds
        return copy
      }
      _ = transport.send(impatient, concurrencyMax: concurrencyMax)
      guard FailPointPlan.reached(during) else { return requests.map { _ in Self.failure(.timedOut) } }
      return requests.map { _ in Self.failure(.connectionLost) }
    }

    private func after(_ effect: FailPoint.Effect, _ outcomes: [HTTPOutcome]) -> [HTTPOutcome] {
      if FailPointPlan.reached(FailPoint(effect, .after)) {
        return outcomes.map { _ in Self.failure(.answerUnreadable) }
      }
      return outcomes
    }

    private static func failure(_ cause: HTTPFailure.Cause, nothingWasSent: Bool = false) -> HTTPOutcome {
      .failed(HTTPFailure(cause: cause, nothingWasSent: nothingWasSent, detail: "a fail point"))
    }
  }
#endif
