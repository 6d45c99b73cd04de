/// One Swift file: its text, and its code without comments and without the contents of string literals.
struct SourceFile: Sendable {
  let path: String
  let lines: [Substring]
  /// The same lines with comments and the contents of literals blanked out.
  let code: [Substring]

  init(path: String, text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    code = CodeStripper.strip(text).split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The target the file belongs to: the folder below `Sources`.
  var room: String {
    let parts = path.split(separator: "/")
    return parts.count > 1 ? String(parts[1]) : ""
  }

  /// `path:line`, lines counted from 1.
  func place(_ index: Int) -> String { "\(path):\(index + 1)" }

  /// The modules the file imports, with the line of each.
  var imports: [(module: String, line: Int)] {
    code.enumerated().compactMap { index, line in
      let words = line.split(separator: " ")
      guard let keyword = words.firstIndex(of: "import"), keyword + 1 < words.count,
        words[..<keyword].allSatisfy({ $0 == "package" || $0 == "internal" || $0.hasPrefix("@") })
      else { return nil }
      return (String(words[words.count - 1].split(separator: ".")[0]), index)
    }
  }

  /// Places where the code holds `word` as a whole word.
  func places(of word: String) -> [String] {
    code.indices.filter { WordSearch.contains(word, in: code[$0]) }.map(place)
  }
}

/// Finds whole words.
enum WordSearch {
  static func contains(_ word: String, in line: Substring) -> Bool {
    var rest = line
    while let range = rest.firstRange(of: word) {
      let before = range.lowerBound == line.startIndex ? nil : line[line.index(before: range.lowerBound)]
      let after = range.upperBound == line.endIndex ? nil : line[range.upperBound]
      if !isWordCharacter(before), !isWordCharacter(after) { return true }
      rest = line[range.upperBound...]
    }
    return false
  }

  private static func isWordCharacter(_ character: Character?) -> Bool {
    guard let character else { return false }
    return character.isLetter || character.isNumber || character == "_"
  }
}
