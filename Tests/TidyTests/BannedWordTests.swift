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

  private func refuseText(_ text: String, in files: [SourceFile], because reason: String) {
    for file in files {
      for (index, line) in file.code.enumerated() where line.contains(text) {
        Issue.record("\(file.place(index)): \(text): \(reason)")
      }
    }
  }

  @Test("No floating point outside statistics")
  func floatingPoint() {
    refuse(
      ["Double", "Float", "Float16", "Float80", "CGFloat"],
      in: SourceTree.sources.filter { !ImportRules.statisticalRooms.contains($0.room) },
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
    refuseText("try" + "!", in: SourceTree.sources, because: "say what happens when it fails")
    refuseText(" as" + "!", in: SourceTree.sources, because: "cast with as? and say what happens otherwise")
    refuse(["fatal" + "Error"], in: SourceTree.sources, because: "use precondition for a programmer's error")
    refuse(
      ["print", "debugPrint", "dump"], in: SourceTree.sources, because: "write to a stream that is named")
    for file in SourceTree.sources + SourceTree.tests {
      for (index, line) in file.lines.enumerated() {
        for word in ["FIX" + "ME", "TO" + "DO", "X" + "XX"] where WordSearch.contains(word, in: line) {
          Issue.record("\(file.place(index)): \(word): finish it or write it into the plan")
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
      for (index, line) in file.code.enumerated() where !line.contains("econds") {
        for operation in [" / ", " /= ", " % ", " %= ", "dividingBy:", "dividingFullWidth"]
        where line.contains(operation) {
          Issue.record(
            "\(file.place(index)): \(operation): only Rounding divides, so that no remainder is lost")
        }
      }
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
