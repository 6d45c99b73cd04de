import CCurl

/// A list of header lines in libcurl's form, freed exactly once.
@safe struct CurlHeaderList: ~Copyable {
  /// The first node, or `nil` when the list is empty.
  private(set) var first: UnsafeMutablePointer<curl_slist>?

  /// The lines of `request`, and the removal of every line libcurl would add by itself.
  init(_ request: HTTPRequest) {
    unsafe first = nil
    for header in request.headers {
      // "Name:" would remove the field; libcurl writes an empty one as "Name;".
      append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
    }
    append("Expect:")
    for name in ["Accept", "Content-Type"]
    where !request.headers.contains(where: { $0.name.lowercased() == name.lowercased() }) {
      append("\(name):")
    }
  }

  private mutating func append(_ line: String) {
    guard let longer = unsafe curl_slist_append(first, line) else {
      preconditionFailure("no memory for a header")
    }
    unsafe first = unsafe longer
  }

  deinit { unsafe curl_slist_free_all(first) }
}
