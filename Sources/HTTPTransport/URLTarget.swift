import CCurl

/// Where a URL leads, as libcurl itself reads it: one parser decides and connects, so the two cannot differ.
struct URLTarget: Hashable {
  /// Lower-case scheme.
  let scheme: String
  /// Lower-case host; IPv6 without brackets, IPv4 in dotted decimal whatever way it was written.
  let host: String

  /// Reads `url`; answers why not when it is not an absolute ASCII URL or carries credentials.
  static func read(_ url: String) -> Result<URLTarget, URLRefusal> {
    guard !url.isEmpty, url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      return .failure(URLRefusal(reason: "the URL is empty or holds spaces, control or non-ASCII characters"))
    }
    let parser = CurlURL(url)
    guard parser.isWellFormed, let scheme = parser.part(CURLUPART_SCHEME),
      let host = parser.part(CURLUPART_HOST)
    else { return .failure(URLRefusal(reason: "the URL is not absolute or not well formed")) }
    guard parser.part(CURLUPART_USER) == nil, parser.part(CURLUPART_PASSWORD) == nil else {
      return .failure(URLRefusal(reason: "the URL carries a user name or password"))
    }
    let bareHost = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    return .success(URLTarget(scheme: scheme.lowercased(), host: bareHost.lowercased()))
  }
}

/// Why a URL is not called.
struct URLRefusal: Error, Hashable {
  /// In plain words, without the URL.
  let reason: String
}

/// libcurl's URL parser, holding one URL.
@safe private struct CurlURL: ~Copyable {
  private let pointer: OpaquePointer
  let isWellFormed: Bool

  init(_ url: String) {
    guard let pointer = unsafe curl_url() else { preconditionFailure("libcurl has no memory for a URL") }
    unsafe self.pointer = unsafe pointer
    isWellFormed = unsafe curl_url_set(pointer, CURLUPART_URL, url, 0) == CURLUE_OK
  }

  func part(_ part: CURLUPart) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard unsafe curl_url_get(pointer, part, &text, 0) == CURLUE_OK, let found = unsafe text else {
      return nil
    }
    defer { unsafe curl_free(found) }
    return unsafe String(cString: found)
  }

  deinit { unsafe curl_url_cleanup(pointer) }
}
