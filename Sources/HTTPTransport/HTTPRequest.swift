/// One request, complete: what is in here is what leaves, plus `Host`, `Content-Length`, `User-Agent` and
/// `Accept-Encoding`. A header that the transport writes itself is refused.
package struct HTTPRequest: Hashable, Sendable {
  /// The verbs the providers and credential sources need.
  package enum Method: String, Hashable, Sendable {
    /// Read.
    case get = "GET"
    /// Submit.
    case post = "POST"
    /// The IMDSv2 token request.
    case put = "PUT"
  }
  /// The verb.
  package var method: Method
  /// Absolute `https://` or, where the caller's policy allows it, `http://` URL.
  package var url: String
  /// Header fields in the order they are written.
  package var headers: [HTTPHeader]
  /// The body's exact bytes; empty for none.
  package var body: [UInt8]
  /// Time and size bounds.
  package var limits: HTTPLimits

  /// A request with the bounds given.
  package init(
    _ method: Method, _ url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
    limits: HTTPLimits = HTTPLimits()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.limits = limits
  }
}

/// One header field.
package struct HTTPHeader: Hashable, Sendable {
  /// The field's name, compared without regard to case.
  package let name: String
  /// The field's value, without line breaks.
  package let value: String

  /// A field; line breaks in either part are a programmer error.
  package init(_ name: String, _ value: String) {
    precondition(
      !(name + value).utf8.contains { $0 == 0x0D || $0 == 0x0A || $0 == 0 }, "a header is one line")
    self.name = name
    self.value = value
  }
}

/// Time and size bounds of one exchange.
package struct HTTPLimits: Hashable, Sendable {
  /// Until the connection, TLS included, must stand, in milliseconds.
  package var connectTimeoutMilliseconds: Int
  /// Until the whole exchange must be over, in milliseconds.
  package var totalTimeoutMilliseconds: Int
  /// How many bytes of answer body are read before the exchange is cut off.
  package var responseByteCountMax: Int

  /// The bounds of a provider call unless said otherwise.
  package init(
    connectTimeoutMilliseconds: Int = 5_000, totalTimeoutMilliseconds: Int = 30_000,
    responseByteCountMax: Int = 8 << 20
  ) {
    self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
    self.totalTimeoutMilliseconds = totalTimeoutMilliseconds
    self.responseByteCountMax = responseByteCountMax
  }
}
