/// The parts of an absolute HTTP URL that are signed or checked.
struct RequestTarget: Hashable, Sendable {
  /// `http` or `https`, lower case.
  let scheme: String
  /// Host name or address, lower case, IPv6 without its brackets.
  let hostName: String
  /// The value of the `Host` header: the port stands in it only when it is not the scheme's own.
  let host: String
  /// Path as it stands in the URL, at least `/`.
  let path: String
  /// Query without the question mark, `nil` when there is none.
  let query: String?

  /// The parts of `url`; `nil` unless it is an absolute `http` or `https` URL without user information.
  init?(url: String) {
    guard let schemeEnd = url.firstRange(of: "://") else { return nil }
    scheme = url[..<schemeEnd.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else { return nil }
    let rest = url[schemeEnd.upperBound...].prefix { $0 != "#" }
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    guard !authority.isEmpty, !authority.contains("@") else { return nil }
    guard let (name, port) = Self.split(authority.lowercased()) else { return nil }
    hostName = name
    let shownName = name.contains(":") ? "[\(name)]" : name
    let schemePort = scheme == "https" ? "443" : "80"
    host = port == nil || port == schemePort ? shownName : "\(shownName):\(port ?? schemePort)"
    let target = rest.dropFirst(authority.count)
    let path = target.prefix { $0 != "?" }
    self.path = path.isEmpty ? "/" : String(path)
    query = target.contains("?") ? String(target.drop { $0 != "?" }.dropFirst()) : nil
  }

  private static func split(_ authority: String) -> (name: String, port: String?)? {
    if authority.hasPrefix("[") {
      guard let close = authority.firstIndex(of: "]") else { return nil }
      let after = authority[authority.index(after: close)...]
      guard after.isEmpty || after.hasPrefix(":") else { return nil }
      let port = after.dropFirst()
      return (String(authority[..<close].dropFirst()), port.isEmpty ? nil : String(port))
    }
    let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty else { return nil }
    guard parts.count == 2, !parts[1].isEmpty else { return (String(name), nil) }
    guard parts[1].utf8.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    return (String(name), String(parts[1]))
  }
}
