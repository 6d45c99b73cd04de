/// Reads the INI dialect of `~/.aws/config` and `~/.aws/credentials` into sections of lower-case keys.
enum SharedConfigFile {
  /// Why a file is not of that dialect.
  struct Problem: Error, Hashable {
    /// Counted from one.
    let lineNumber: Int
    /// What was found and what is accepted.
    let reason: String
  }

  /// Sections in the order of the file; a section that appears twice is one, and its later keys win.
  ///
  /// Nested properties (indented lines) are skipped: no setting that credentials need is nested.
  static func sections(_ bytes: [UInt8]) throws(Problem) -> [String: [String: String]] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Problem(lineNumber: 1, reason: "the file is not UTF-8 text")
    }
    var sections: [String: [String: String]] = [:]
    var current: String?
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let content = trimmed(line)
      guard let first = content.first, first != "#", first != ";" else { continue }
      if first == "[" {
        let name = try sectionName(content, lineNumber: index + 1)
        sections[name, default: [:]].merge([:]) { $1 }
        current = name
        continue
      }
      if line.first == " " || line.first == "\t" { continue }
      let (key, value) = try property(content, lineNumber: index + 1)
      guard let current else {
        throw Problem(lineNumber: index + 1, reason: "\(key) stands before the first [section]")
      }
      sections[current, default: [:]][key] = value
    }
    return sections
  }

  private static func sectionName(_ content: Substring, lineNumber: Int) throws(Problem) -> String {
    guard let close = content.lastIndex(of: "]") else {
      throw Problem(lineNumber: lineNumber, reason: "a section header is written [name]; the ] is missing")
    }
    return String(trimmed(content[..<close].dropFirst()))
  }

  private static func property(_ content: Substring, lineNumber: Int) throws(Problem) -> (String, String) {
    guard let equals = content.firstIndex(of: "="), equals != content.startIndex else {
      throw Problem(lineNumber: lineNumber, reason: "a setting is written key = value; the = is missing")
    }
    let key = trimmed(content[..<equals]).lowercased()
    return (key, String(trimmed(content[content.index(after: equals)...])))
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let tail = text.drop { $0 == " " || $0 == "\t" || $0 == "\u{FEFF}" }
    guard let last = tail.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return tail[...last]
  }
}
