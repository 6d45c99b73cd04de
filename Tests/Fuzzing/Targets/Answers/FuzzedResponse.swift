import HTTPTransport

extension HTTPResponse {
  /// An answer from an input: the first line holds the status and header fields, `200|Request-Id: req_1`; the rest is
  /// the body. `nil` without a status.
  init?(fuzzed bytes: [UInt8]) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    let fields = String(decoding: lines[0], as: UTF8.self).split(
      separator: "|", omittingEmptySubsequences: false)
    guard let status = fields.first.flatMap({ Int($0) }), (100...599).contains(status) else { return nil }
    let headers = fields.dropFirst().compactMap { field -> HTTPHeader? in
      let sides = field.split(separator: ": ", maxSplits: 1)
      let isOneLine = !field.utf8.contains { $0 == 0x0D || $0 == 0 }
      return sides.count == 2 && isOneLine ? HTTPHeader(String(sides[0]), String(sides[1])) : nil
    }
    self.init(status: status, headers: headers, body: lines.count == 2 ? Array(lines[1]) : [])
  }
}

/// Words of a provider that a person will read.
enum PeopleText {
  /// One bounded line that steers no terminal and holds no key.
  static func check(_ text: String, lengthMax: Int = 1_000) throws(BrokenRule) {
    try BrokenRule.unless(text.count <= lengthMax, "a sentence of \(text.count) characters")
    for scalar in text.unicodeScalars {
      let isSafe = scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
      try BrokenRule.unless(isSafe, "a control character in \(text.debugDescription)")
    }
  }
}
