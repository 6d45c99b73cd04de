/// One Swift file: its text, and its code without comments and without the contents of literals.
struct SourceFile: Sendable {
  let path: String
  let lines: [Substring]
  /// The same lines with comments and the contents of literals blanked out.
  let code: [Substring]
  /// Where each word of the code stands.
  let codeWords: WordIndex

  init(path: String, text: String) {
    let code = CodeStripper.strip(text)
    self.path = path
    self.code = code.split(separator: "\n", omittingEmptySubsequences: false)
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    codeWords = WordIndex(code)
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
    codeWords.lines(of: "import").compactMap { index in
      let words = code[index].split(separator: " ")
      guard let keyword = words.firstIndex(of: "import"), keyword + 1 < words.count,
        words[..<keyword].allSatisfy({ $0 == "package" || $0 == "internal" || $0.hasPrefix("@") })
      else { return nil }
      return (String(words[words.count - 1].split(separator: ".")[0]), index)
    }
  }

  /// Places where the code holds `word` as a whole word.
  func places(of word: String) -> [String] { codeWords.lines(of: word).map(place) }

  /// Places where the code holds `text`, which contains the whole word `word`.
  func places(of text: String, containing word: String) -> [String] {
    codeWords.lines(of: word).filter { code[$0].contains(text) }.map(place)
  }
}
