/// A function, initialiser, subscript or deinitialiser with a body.
struct FoundFunction {
  let name: String
  let file: String
  let firstLine: Int
  let lineCount: Int

  /// For a message.
  var text: String { "\(file):\(firstLine + 1): \(name) has \(lineCount) lines" }
}

/// Finds bodies by their braces; works on stripped code, where braces are only braces.
enum FunctionFinder {
  static func functions(in file: SourceFile) -> [FoundFunction] {
    declarationLines(in: file).compactMap { index in
      guard let name = declaredName(file.code[index]), let last = lastLine(of: index, in: file.code) else {
        return nil
      }
      return FoundFunction(name: name, file: file.path, firstLine: index, lineCount: last - index + 1)
    }
  }

  /// Names of functions without a body: requirements of protocols.
  static func requirementNames(in file: SourceFile) -> [String] {
    declarationLines(in: file).compactMap { index in
      lastLine(of: index, in: file.code) == nil ? declaredName(file.code[index]) : nil
    }
  }

  private static func declarationLines(in file: SourceFile) -> [Int] {
    Set(["func", "init", "subscript", "deinit"].flatMap { file.codeWords.lines(of: $0) }).sorted()
  }

  /// The name of the function declared on a line; `init`, `subscript` or `deinit` for those.
  static func declaredName(_ line: Substring) -> String? {
    let words = line.split(separator: " ")
    for (index, word) in words.enumerated() {
      if word == "func", index + 1 < words.count {
        return String(words[index + 1].prefix { $0 != "(" && $0 != "<" })
      }
      for keyword in ["init", "subscript", "deinit"] where word.hasPrefix(keyword) {
        let next = word.dropFirst(keyword.count).first
        if next == nil && keyword == "deinit" || next.map({ "(?<".contains($0) }) ?? false { return keyword }
      }
      guard isModifier(word) else { return nil }
    }
    return nil
  }

  private static func isModifier(_ word: Substring) -> Bool {
    word.hasPrefix("@")
      || [
        "package", "public", "private", "fileprivate", "internal", "static", "mutating", "nonmutating",
        "consuming",
        "borrowing", "override", "convenience", "required", "final", "nonisolated", "isolated", "prefix",
        "postfix",
        "class", "unsafe",
      ].contains(String(word))
  }

  /// The line of the body's closing brace; `nil` for a requirement without a body.
  private static func lastLine(of first: Int, in code: [Substring]) -> Int? {
    var (brackets, braces) = (0, 0)
    for index in first..<code.count {
      if index > first, brackets == 0, braces == 0, !continuesSignature(code[index]) { return nil }
      for byte in code[index].utf8 {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: "["): brackets += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"): brackets -= 1
        case UInt8(ascii: "{"): braces += 1
        case UInt8(ascii: "}"):
          braces -= 1
          if braces < 0 { return nil }
          if braces == 0, brackets == 0 { return index }
        default: break
        }
      }
    }
    return nil
  }

  private static func continuesSignature(_ line: Substring) -> Bool {
    let text = line.drop { $0 == " " }
    return ["{", "throws", "->", "where", "async", "rethrows", "else"].contains { text.hasPrefix($0) }
  }
}
