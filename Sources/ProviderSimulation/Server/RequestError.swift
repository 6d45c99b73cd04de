/// Why bytes are not a request we take.
enum RequestError: Error, Hashable, Sendable {
  /// The client closed the connection between requests.
  case ended
  case malformed(String)
  case tooLong

  var answer: SimulatedAnswer? {
    switch self {
    case .ended: nil
    case .malformed(let reason):
      SimulatedAnswer(status: 400, body: Array("malformed request: \(reason)\n".utf8))
    case .tooLong: SimulatedAnswer(status: 413, body: Array("the request is too long\n".utf8))
    }
  }
}
