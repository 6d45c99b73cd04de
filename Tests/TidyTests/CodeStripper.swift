/// Blanks out comments and the contents of string and regex literals, keeping every line in its place.
struct CodeStripper {
  private let bytes: [UInt8]
  private var position = 0
  private var result: [UInt8] = []

  static func strip(_ text: String) -> String {
    var stripper = CodeStripper(bytes: Array(text.utf8))
    return stripper.stripped()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func stripped() -> String {
    while position < bytes.count { takeCode() }
    return String(decoding: result, as: UTF8.self)
  }

  private mutating func takeCode() {
    guard "/\"#".utf8.contains(bytes[position]) else {
      keep()
      return
    }
    if starts(with: "//") {
      blank { $0.starts(with: "\n") }
    } else if starts(with: "/*") {
      blank { $0.starts(with: "*/") }
      blank(count: 2)
    } else if starts(with: "\"\"\"") {
      takeLiteral(closing: "\"\"\"", opening: 3)
    } else if starts(with: "#\"") {
      takeLiteral(closing: "\"#", opening: 2)
    } else if starts(with: "#/") {
      takeLiteral(closing: "/#", opening: 2)
    } else if starts(with: "\"") {
      takeLiteral(closing: "\"", opening: 1)
    } else if startsRegex {
      takeLiteral(closing: "/", opening: 1)
    } else {
      keep()
    }
  }

  /// A slash opens a regex after an opening bracket, a comma, an equals sign or a line's indentation, and when no
  /// blank follows it.
  private var startsRegex: Bool {
    guard starts(with: "/"), position + 1 < bytes.count, bytes[position + 1] != UInt8(ascii: " ") else {
      return false
    }
    let before = result.last { $0 != UInt8(ascii: " ") }
    return before.map { "(,=\n".utf8.contains($0) } ?? true
  }

  /// A literal; the code inside interpolations is blanked too, brackets in it counted.
  private mutating func takeLiteral(closing: String, opening: Int) {
    let isRaw = closing.hasSuffix("#")
    for _ in 0..<opening { keep() }
    while position < bytes.count, !starts(with: closing) {
      if !isRaw, starts(with: "\\(") {
        blank(count: 2)
        takeInterpolation()
      } else {
        blank(count: !isRaw && starts(with: "\\") ? 2 : 1)
      }
    }
    for _ in 0..<min(closing.utf8.count, bytes.count - position) { keep() }
  }

  private mutating func takeInterpolation() {
    var depth = 1
    let resultCount = result.count
    while position < bytes.count, depth > 0 {
      if starts(with: "(") { depth += 1 }
      if starts(with: ")") { depth -= 1 }
      takeCode()
    }
    for index in resultCount..<result.count where result[index] != UInt8(ascii: "\n") {
      result[index] = UInt8(ascii: " ")
    }
  }

  private func starts(with text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

  private mutating func keep() {
    result.append(bytes[position])
    position += 1
  }

  private mutating func blank(count: Int) {
    for _ in 0..<min(count, bytes.count - position) {
      result.append(bytes[position] == UInt8(ascii: "\n") ? UInt8(ascii: "\n") : UInt8(ascii: " "))
      position += 1
    }
  }

  private mutating func blank(until isEnd: (CodeStripper) -> Bool) {
    while position < bytes.count, !isEnd(self) { blank(count: 1) }
  }
}
