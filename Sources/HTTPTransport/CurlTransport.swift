import CCurl

/// The network, through libcurl: TLS always verified, redirects never followed, connections kept from call to call.
///
/// One thread at a time; a caller that wants parallel exchanges hands them over together. Every request ends in
/// exactly one outcome, and `nothingWasSent` is `true` only when libcurl had not yet been given leave to write.
package final class CurlTransport: HTTPSending {
  /// How many connections stay open between calls.
  static let idleConnectionCountMax = 32
  private static let pollMilliseconds: Int32 = 1_000

  private let configuration: CurlConfiguration
  private let multi = CurlMulti(idleConnectionCountMax: CurlTransport.idleConnectionCountMax)
  private var idle: [CurlExchange] = []
  /// The last URL that was judged: libcurl takes it apart for that, and thousands of requests in a row have one URL.
  private var judged: (url: String, refusal: String?)?

  /// A transport with the operator's choices.
  package init(_ configuration: CurlConfiguration = CurlConfiguration()) {
    self.configuration = configuration
  }

  /// Runs the requests, at most `concurrencyMax` at a time; the outcomes stand in the order of the requests.
  package func send(_ requests: [HTTPRequest], concurrencyMax: Int) -> [HTTPOutcome] {
    precondition(concurrencyMax > 0, "at least one request must be allowed to run")
    return BrokenPipeGuard.run {
      var run = CurlRun(requestCount: requests.count)
      var next = 0
      while next < requests.count || !run.active.isEmpty {
        while next < requests.count, run.active.count < concurrencyMax {
          begin(requests[next], index: next, in: &run)
          next += 1
        }
        advance(&run)
      }
      return run.finish()
    }
  }

  private func begin(_ request: HTTPRequest, index: Int, in run: inout CurlRun) {
    if let reason = HTTPRequestRules.refusal(of: request) ?? refusal(of: request.url) {
      run.outcomes[index] = .failed(HTTPFailure(cause: .notAllowed, nothingWasSent: true, detail: reason))
      return
    }
    let exchange = idle.popLast() ?? CurlExchange()
    exchange.prepare(request, configuration)
    guard exchange.start(in: multi) else {
      run.outcomes[index] = .failed(
        HTTPFailure(cause: .connectionRefused, nothingWasSent: true, detail: "libcurl could not start"))
      return
    }
    run.active.append((index, exchange))
  }

  private func refusal(of url: String) -> String? {
    if let judged, judged.url == url { return judged.refusal }
    let refusal = HTTPRequestRules.refusal(of: url, policy: configuration.policy)
    judged = (url, refusal)
    return refusal
  }

  private func advance(_ run: inout CurlRun) {
    guard !run.active.isEmpty else { return }
    var code = multi.advance()
    var finishedCount = 0
    while let finished = unsafe multi.takeFinished() {
      guard let position = run.active.firstIndex(where: { unsafe $0.exchange.owns(finished.easy) }) else {
        preconditionFailure("libcurl finished an exchange nobody began")
      }
      unsafe end(position, finished.code, in: &run)
      finishedCount += 1
    }
    if finishedCount == 0, code == CURLM_OK { code = multi.wait(timeoutMilliseconds: Self.pollMilliseconds) }
    guard code != CURLM_OK else { return }
    // libcurl itself is broken: nothing more is learnt about these, so each is judged by whether it had begun.
    while !run.active.isEmpty { end(0, CURLE_FAILED_INIT, in: &run) }
  }

  private func end(_ position: Int, _ code: CURLcode, in run: inout CurlRun) {
    let (index, exchange) = run.active.remove(at: position)
    run.outcomes[index] = exchange.outcome(code)
    exchange.leave(multi)
    idle.append(exchange)
  }
}

/// The state of one `send`.
private struct CurlRun {
  var active: [(index: Int, exchange: CurlExchange)] = []
  var outcomes: [HTTPOutcome?]

  init(requestCount: Int) { outcomes = Array(repeating: nil, count: requestCount) }

  consuming func finish() -> [HTTPOutcome] {
    outcomes.map { outcome in
      guard let outcome else { preconditionFailure("every request ends in exactly one outcome") }
      return outcome
    }
  }
}
