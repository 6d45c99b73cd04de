/// One request as it came off the wire.
package struct ReceivedRequest: Hashable, Sendable {
  /// The verb, upper case.
  package var method: String
  /// The path, still percent-encoded, without the query.
  package var path: String
  /// What stood after `?`, still percent-encoded; empty for none.
  package var query: String
  /// Header fields in the order received.
  package var headers: [HeaderField]
  /// The body's exact bytes.
  package var body: [UInt8]

  /// A request with the parts given; `target` is the path with an optional query.
  package init(_ method: String, _ target: String, headers: [HeaderField] = [], body: [UInt8] = []) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    self.method = method
    path = String(parts[0])
    query = parts.count == 2 ? String(parts[1]) : ""
    self.headers = headers
    self.body = body
  }

  /// The first field of that name, compared without regard to case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// One header field.
package struct HeaderField: Hashable, Sendable, Codable {
  /// The field's name, compared without regard to case.
  package let name: String
  /// The field's value, without the blanks around it.
  package let value: String

  /// A field.
  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}
