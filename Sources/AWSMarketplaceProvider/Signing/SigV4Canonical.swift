/// The canonical forms that both sides of a Signature Version 4 must agree on.
enum SigV4Canonical {
  /// Dot segments resolved, empty segments dropped, every byte but the unreserved ones and `/` encoded once
  /// more.
  static func path(_ path: String) -> String {
    var segments: [Substring] = []
    for segment in path.split(separator: "/") where segment != "." {
      if segment == ".." {
        _ = segments.popLast()
      } else {
        segments.append(segment)
      }
    }
    guard !segments.isEmpty else { return "/" }
    let last = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    let isFolder = last.isEmpty || last == "." || last == ".."
    return "/" + segments.map { PercentEncoding.encode($0) }.joined(separator: "/") + (isFolder ? "/" : "")
  }

  /// Parameters decoded, encoded again and sorted by name, then value; both compared bytewise once encoded.
  static func query(_ query: String?) -> String {
    guard let query else { return "" }
    let parameters = query.split(separator: "&").map { parameter -> (name: String, value: String) in
      let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = parts.count == 2 ? parts[1] : ""
      return (
        PercentEncoding.encode(PercentEncoding.decode(parts[0])),
        PercentEncoding.encode(PercentEncoding.decode(value))
      )
    }
    let sorted = parameters.sorted { ($0.name, $0.value) < ($1.name, $1.value) }
    return sorted.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
  }

  /// The value without outer white space, inner runs of spaces as one.
  static func headerValue(_ value: String) -> String {
    value.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
  }
}
