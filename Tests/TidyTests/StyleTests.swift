import Testing

/// The style bar of the house, checked on the text of every source file.
@Suite struct StyleTests {
  @Test("A room imports only what the architecture allows it")
  func imports() {
    #expect(SourceTree.sources.count > 50, "the sources were not found")
    for file in SourceTree.sources {
      guard let allowed = ImportRules.allowed[file.room] else {
        Issue.record("\(file.path): the room \(file.room) is not in the table of rooms")
        continue
      }
      for (module, line) in file.imports where !allowed.contains(module) {
        Issue.record("\(file.place(line)): \(file.room) may not import \(module)")
      }
    }
  }

  @Test("No function is longer than 60 lines")
  func functionLength() {
    let functions = (SourceTree.sources + SourceTree.tests).flatMap(FunctionFinder.functions)
    #expect(functions.count > 100, "the functions were not found")
    for function in functions where function.lineCount > 60 {
      Issue.record("\(function.text); the limit is 60")
    }
  }

  @Test("Nine functions in ten have at most 30 lines, half the files at most 120")
  func usualLength() {
    let functions = SourceTree.sources.flatMap(FunctionFinder.functions).map(\.lineCount).sorted()
    let files = SourceTree.sources.sorted { $0.lines.count < $1.lines.count }
    #expect(functions[functions.count * 9 / 10] <= 30)
    let longest = files.suffix(10).map { "\($0.path) \($0.lines.count)" }
    #expect(files[files.count / 2].lines.count <= 120, "the longest: \(longest.joined(separator: ", "))")
  }

  @Test("No line of code is wider than 110 columns, no comment and no line with a text wider than 120")
  func lineWidth() {
    for file in SourceTree.sources + SourceTree.tests {
      for (index, line) in file.lines.enumerated() where line.utf8.count > 110 {
        let isCode = line == file.code[index] && !line.contains("\"")
        let columnCountMax = isCode ? 110 : 120
        if line.count > columnCountMax {
          Issue.record("\(file.place(index)): \(line.count) columns; the limit is \(columnCountMax)")
        }
      }
    }
  }

  @Test("Every package declaration says what it is in a doc comment, a seam's requirements at the seam")
  func documentation() {
    let requirements = Set(
      SourceTree.sources.filter { $0.path.contains("/Seams/") }.flatMap(FunctionFinder.requirementNames))
    #expect(!requirements.isEmpty, "the seams were not found")
    for file in SourceTree.sources {
      for index in file.codeWords.lines(of: "package") where Self.isPackageDeclaration(file.code[index]) {
        if let name = FunctionFinder.declaredName(file.code[index]), requirements.contains(name) { continue }
        var above = index - 1
        while above >= 0, Self.isAttribute(file.code[above]) { above -= 1 }
        let comment = above >= 0 ? file.lines[above].drop { $0 == " " } : ""
        if !comment.hasPrefix("///") {
          Issue.record("\(file.place(index)): no doc comment for \(file.code[index].drop { $0 == " " })")
        }
      }
    }
  }

  private static func isPackageDeclaration(_ line: Substring) -> Bool {
    let words = line.split(separator: " ").drop { $0.hasPrefix("@") }
    return words.contains("package") && !words.contains("import")
      && words.prefix { $0 != "package" }.allSatisfy {
        ["indirect", "final", "static", "override"].contains($0)
      }
  }

  private static func isAttribute(_ line: Substring) -> Bool { line.first { $0 != " " } == "@" }
}
