/// What must hold for a request before libcurl sees it.
enum HTTPRequestRules {
  /// Fields that the transport writes itself; a second copy would change what the message means.
  static let reservedNames: Set<String> = [
    "accept-encoding", "connection", "content-length", "expect", "te", "trailer", "transfer-encoding",
    "upgrade",
    "user-agent",
  ]

  /// Why `request` must not be sent under `policy`, or `nil` when it may be.
  static func refusal(of request: HTTPRequest, policy: URLPolicy) -> String? {
    refusal(of: request) ?? refusal(of: request.url, policy: policy)
  }

  /// Why `request` must not be sent to any URL.
  static func refusal(of request: HTTPRequest) -> String? {
    if request.method == .get, !request.body.isEmpty { return "a GET request cannot carry a body" }
    for header in request.headers {
      if let reason = refusal(of: header) { return reason }
    }
    return nil
  }

  /// Why nothing must be sent to `url` under `policy`.
  static func refusal(of url: String, policy: URLPolicy) -> String? {
    switch URLTarget.read(url) {
    case .failure(let refusal): refusal.reason
    case .success(let target): policy.refusal(of: target)
    }
  }

  private static func refusal(of header: HTTPHeader) -> String? {
    guard !header.name.isEmpty, header.name.utf8.allSatisfy(isTokenByte) else {
      return "a header name is empty or holds characters other than those of an RFC 9110 token"
    }
    guard !reservedNames.contains(header.name.lowercased()) else {
      return "the header \(header.name) is written by the transport itself"
    }
    let hasControl = header.value.utf8.contains { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }
    return hasControl ? "the value of header \(header.name) holds control characters" : nil
  }

  /// RFC 9110 section 5.6.2.
  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
