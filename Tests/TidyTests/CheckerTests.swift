import Testing

/// The checks themselves: each must find what it looks for.
@Suite struct CheckerTests {
  private let source = SourceFile(
    path: "Sources/Room/File.swift",
    text: """
      import Alpha
      package import struct Beta.Gamma
      // import Delta and a Double
      let text = "Double \\("a" + "}") /* no comment */"  // Double
      let pattern = /Double{2}/
      func first(
        _ value: Double
      ) -> Int {
        if value > 0 {
          return 1
        }
        return 2
      }
      protocol Shape {
        func area() -> Int
        init(side: Int)
      }
      struct Square {
        init(side: Int) { self.side = side }
        let text = \"""
          } Double {
          \"""
      }

      """)

  @Test("Comments and literals are no code")
  func stripping() {
    #expect(source.places(of: "Double") == ["Sources/Room/File.swift:7"])
    #expect(source.code.count == source.lines.count)
    #expect(source.code[3].hasPrefix("let text = \" "))
    #expect(!source.code[3].contains("Double") && !source.code[3].contains("}"))
    #expect(source.code[3].count == source.lines[3].count)
  }

  @Test("Imports are found with their access and their kind")
  func imports() {
    #expect(source.imports.map(\.module) == ["Alpha", "Beta"])
    #expect(source.imports.map(\.line) == [0, 1])
    #expect(source.room == "Room")
  }

  @Test("A function's length is counted from its name to its closing brace; requirements have none")
  func functions() {
    let functions = FunctionFinder.functions(in: source)
    #expect(functions.map(\.name) == ["first", "init"])
    #expect(functions.map(\.lineCount) == [8, 1])
  }

  @Test(
    "Words are found whole only",
    arguments: [("a / b", [0]), ("let ab = 1", []), ("a\nb a a", [0, 1]), ("_a", []), ("x.a!", [0])])
  func words(_ text: String, _ lines: [Int]) {
    #expect(WordIndex(text).lines(of: "a") == lines)
  }

  @Test("Requirements are told from functions with a body")
  func requirements() {
    #expect(FunctionFinder.requirementNames(in: source) == ["area", "init"])
  }
}
