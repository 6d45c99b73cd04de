import Testing

/// Words that have no place in the code, each with its reason.
@Suite struct BannedWordTests {
  private func refuse(_ words: [String], in files: [SourceFile], because reason: String) {
    for file in files {
      for word in words {
        for place in file.places(of: word) { Issue.record("\(place): \(word): \(reason)") }
      }
    }
  }

  private func refuse(forced word: String, because reason: String) {
    for file in SourceTree.sources {
      for place in file.places(of: word + "!", containing: word) { Issue.record("\(place): \(reason)") }
    }
  }

  @Test("I5: no floating point outside statistics")
  func floatingPoint() {
    refuse(
      ["Double", "Float", "Float16", "Float80", "CGFloat"],
      in: SourceTree.sources.filter { !ImportRules.floatingPointRooms.contains($0.room) },
      because: "amounts are whole steps of a grid")
  }

  @Test("No types of the outside in the pure rooms")
  func outsideTypes() {
    refuse(
      ["Decimal", "Date", "Data", "URL", "UUID"],
      in: SourceTree.sources.filter { ImportRules.pureRooms.contains($0.room) },
      because: "the vocabulary has its own words for it")
  }

  @Test("Nothing is forced, nothing is left open")
  func forcedAndOpen() {
    refuse(forced: "try", because: "a forced try: say what happens when it fails")
    refuse(forced: "as", because: "a forced cast: use as? and say what happens otherwise")
    refuse(["fatalError"], in: SourceTree.sources, because: "use precondition for a programmer's error")
    refuse(
      ["print", "debugPrint", "dump"],
      in: SourceTree.sources.filter { !ImportRules.executables.contains($0.room) },
      because: "only executables speak to people")
    for file in SourceTree.sources + SourceTree.tests {
      let words = WordIndex(file.lines.joined(separator: "\n"))
      for word in ["FIX" + "ME", "TO" + "DO", "X" + "XX"] {
        for line in words.lines(of: word) {
          Issue.record("\(file.place(line)): \(word): finish it or write it into the plan")
        }
      }
    }
  }

  @Test("Money and quantities are divided only by Rounding; times carry their unit in the name")
  func division() {
    for file in SourceTree.sources where ImportRules.moneyRooms.contains(file.room) {
      if ["Sources/Billing/Money/", "Sources/Billing/Time/"].contains(where: file.path.hasPrefix) {
        continue
      }
      for (index, line) in file.code.enumerated()
      where line.utf8.contains(where: { $0 == 0x2F || $0 == 0x25 }) {
        for operation in [" / ", " /= ", " % ", " %= "]
        where line.contains(operation) && !line.contains("econds") {
          Issue.record(
            "\(file.place(index)): \(operation): only Rounding divides, so that no remainder is lost")
        }
      }
      refuse(
        ["quotientAndRemainder", "dividingFullWidth", "dividedReportingOverflow"], in: [file],
        because: "only Rounding divides, so that no remainder is lost")
    }
  }

  @Test("No file names a place on the machine it was written on")
  func machinePaths() {
    let folders = [
      "Sources", "Tests", "docs", "jobs", "fixtures", "cron", "Makefile", "README.md", "CHANGELOG.md",
    ]
    let places = ["/" + "Users/", "/" + "root/", "/" + "work/", "/" + "tmp/wt-"]
    for path in folders.flatMap(SourceTree.paths) {
      guard let text = SourceTree.text(of: path) else { continue }
      for place in places where text.contains(place) { Issue.record("\(path) names \(place)") }
    }
  }
}
