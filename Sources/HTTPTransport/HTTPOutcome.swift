/// How one exchange ended.
package enum HTTPOutcome: Hashable, Sendable {
  /// A whole answer came back, whatever its status.
  case answered(HTTPResponse)
  /// No whole answer came back.
  case failed(HTTPFailure)
}

/// A whole answer.
package struct HTTPResponse: Hashable, Sendable {
  /// The status code of the final answer.
  package let status: Int
  /// Header fields in the order received; informational answers and trailers are left out.
  package let headers: [HTTPHeader]
  /// The body, decoded from any content encoding.
  package let body: [UInt8]

  /// An answer with the parts given.
  package init(status: Int, headers: [HTTPHeader], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The first field of that name, compared without regard to case.
  package func header(_ name: String) -> String? {
    headers.first { Self.isSame($0.name, name) }?.value
  }

  /// Names are ASCII; a copy of each in lower case would be made for every look-up.
  private static func isSame(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count
      && zip(left.utf8, right.utf8).allSatisfy { lowered($0) == lowered($1) }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}

/// Why no whole answer came back.
package struct HTTPFailure: Error, Hashable, Sendable {
  /// What went wrong, by what it means for money.
  package enum Cause: String, Hashable, Sendable {
    /// The name did not resolve.
    case nameNotResolved
    /// Nobody listened, or the network refused.
    case connectionRefused
    /// TLS failed: unknown authority, wrong host, expired, too old a version.
    case tlsFailed
    /// A time bound was reached.
    case timedOut
    /// The connection was cut while the exchange ran.
    case connectionLost
    /// The answer was longer than the bound.
    case answerTooLong
    /// The answer was not HTTP, or its encoding was broken.
    case answerUnreadable
    /// The URL or its protocol is not allowed here.
    case notAllowed
  }
  /// What went wrong.
  package let cause: Cause
  /// `true` only when it is certain that not one byte of the request left this machine. Anything else is ambiguous.
  package let nothingWasSent: Bool
  /// libcurl's own words, for people; holds no secret.
  package let detail: String

  /// A failure with the parts given.
  package init(cause: Cause, nothingWasSent: Bool, detail: String) {
    self.cause = cause
    self.nothingWasSent = nothingWasSent
    self.detail = detail
  }
}

/// Sends requests and waits for all of them. The one seam between provider adapters and the network.
package protocol HTTPSending: AnyObject {
  /// Runs the requests, at most `concurrencyMax` at a time; the outcomes stand in the order of the requests.
  func send(_ requests: [HTTPRequest], concurrencyMax: Int) -> [HTTPOutcome]
}
