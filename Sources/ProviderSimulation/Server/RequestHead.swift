/// The first line and the header fields of a request.
struct RequestHead: Hashable, Sendable {
  let request: ReceivedRequest
  let isKeptAlive: Bool

  /// Parses the bytes before the empty line.
  init(_ bytes: ArraySlice<UInt8>) throws(RequestError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformed("the head is not UTF-8")
    }
    var lines = text.components(separatedByCRLF: ())
    guard !lines.isEmpty else { throw .malformed("the head is empty") }
    let parts = lines.removeFirst().split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[2] == "HTTP/1.1" || parts[2] == "HTTP/1.0", parts[1].hasPrefix("/") else {
      throw .malformed("the first line must be METHOD /path HTTP/1.1")
    }
    var headers: [HeaderField] = []
    for line in lines {
      guard let colon = line.firstIndex(of: ":"), colon != line.startIndex, line.first != " ",
        line.first != "\t"
      else { throw .malformed("a header line without a name") }
      headers.append(HeaderField(String(line[..<colon]), Self.trimmed(line[line.index(after: colon)...])))
    }
    request = ReceivedRequest(String(parts[0]), String(parts[1]), headers: headers)
    let connection = request.header("Connection")?.lowercased()
    isKeptAlive = parts[2] == "HTTP/1.1" ? connection != "close" : connection == "keep-alive"
  }

  private static func trimmed(_ text: Substring) -> String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    var text = text.drop(while: isBlank)
    while let last = text.last, isBlank(last) { text.removeLast() }
    return String(text)
  }
}

extension String {
  /// The lines between CR LF pairs, which Swift sees as one character.
  fileprivate func components(separatedByCRLF: Void) -> [Substring] {
    split(separator: "\r\n", omittingEmptySubsequences: false)
  }
}
