import Testing

@Suite("Whatever others wrote")
struct ReplayTests {
  /// As many changes of a target's inputs are made at least,
  private static let mutationCountMin = 800
  /// and as many more as it takes for so many different ones to be refused; with all targets, ten thousand and more.
  private static let refusedCountMin = 500
  /// A target that refuses fewer than one in twenty is changed by nothing.
  private static let mutationCountMax = 10_000
  /// Longer inputs are left to the fuzzer: they are slow, and to cut them breaks them at once.
  private static let byteCountMax = 8_192

  @Test("Every kept input keeps every rule", arguments: FuzzTarget.all.map(\.name))
  func keptInputs(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let kept = try InputFile.all(of: name, in: "Corpora") + InputFile.all(of: name, in: "Regressions")
    var acceptedCount = 0
    for input in kept {
      do throws(BrokenRule) {
        if case .accepted = try target.check(input.bytes) { acceptedCount += 1 }
      } catch {
        Issue.record("\(input.name): \(error)")
      }
    }
    #expect(acceptedCount > 0, "no kept input reaches behind the first check")
    #expect(acceptedCount < kept.count, "no kept input is refused")
  }

  @Test("Every changed input ends in a value or a typed error", arguments: FuzzTarget.all.map(\.name))
  func changedInputs(name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let kept = try InputFile.all(of: name, in: "Corpora").filter { $0.bytes.count <= Self.byteCountMax }
    var mutation = ByteMutation(seed: 20_261_122, words: target.words)
    var count = 0
    var refused: Set<[UInt8]> = []
    while count < Self.mutationCountMin
      || (refused.count < Self.refusedCountMin && count < Self.mutationCountMax)
    {
      let input = kept[count % kept.count]
      let changed = mutation.mutate(input.bytes, byteCountMax: Self.byteCountMax)
      do throws(BrokenRule) {
        if case .refused = try target.check(changed) { refused.insert(changed) }
      } catch {
        Issue.record("change \(count) of \(input.name), \(changed): \(error)")
      }
      count += 1
    }
    #expect(refused.count >= Self.refusedCountMin, "of \(count) changed inputs \(refused.count) are bad")
  }

  @Test("All targets together are given ten thousand bad inputs")
  func badInputCount() {
    #expect(FuzzTarget.all.count * Self.refusedCountMin >= 10_000)
  }

  @Test("Twenty thousand changed rows read the same by their layout and strictly")
  func changedRows() throws {
    do throws(BrokenRule) {
      let tally = try ChangedRows.compare(20_000)
      #expect(tally.layoutCount > 2_000 && tally.quarantinedCount > 2_000)
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test("Every kept input belongs to a target")
  func noStrayInputs() throws {
    for kind in ["Corpora", "Regressions"] {
      for folder in try InputFile.folders(in: kind) {
        #expect(FuzzTarget.named(folder) != nil, "\(kind)/\(folder) belongs to no target")
      }
    }
  }

  @Test("Every target has its driver, and no driver has another")
  func drivers() throws {
    let lines = try InputFile.text(of: "Driver/targets").split(separator: "\n")
    let names = lines.flatMap { $0.split(separator: " ").dropFirst().map(String.init) }
    #expect(names.sorted() == FuzzTarget.all.map(\.name).sorted())
    for group in lines.compactMap({ $0.split(separator: " ").first }) {
      let list = try InputFile.text(of: "Driver/Products/\(group).swift")
      #expect(list.contains("static let all"), "the driver \(group) has no targets")
    }
  }

  @Test("A target notices a broken rule")
  func notices() throws {
    let target = FuzzTarget(name: "probe", words: []) { bytes throws(BrokenRule) in
      try BrokenRule.unless(bytes.isEmpty, "found \(bytes.count) bytes")
      return .accepted
    }
    #expect(throws: BrokenRule.self) { try target.check([1]) }
    #expect(NaiveDecimal.readings("0.5", gridDigits: 0, isExact: false) == [.steps("1")])
    #expect(NaiveDecimal.readings("-9.5e0", gridDigits: 0, isExact: false) == [.steps("-10")])
    #expect(NaiveDecimal.readings("1e19", gridDigits: 0, isExact: false) == [.outOfRange])
    #expect(NaiveDecimal.readings("0.55", gridDigits: 1, isExact: true) == [.tooPrecise])
    #expect(NaiveCalendar.epochSeconds(Array("2026-11-21T19:00:00+01:00".utf8)) == 1_795_284_000)
    #expect(NaiveJSON.accepts(Array(#"{"a":[1,"\ud83d\ude00"]}"#.utf8), depthMax: 2))
    #expect(!NaiveJSON.accepts(Array(#"{"a":1,"\u0061":2}"#.utf8), depthMax: 2))
  }
}
