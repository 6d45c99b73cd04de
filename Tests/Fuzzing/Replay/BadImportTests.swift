import Billing
import EventDecoding
import Testing

@testable import UsageRecordDecoding

@Suite("Importing damaged files")
struct BadImportTests {
  private static let byteCountMax = 8_192

  /// Imports so many changed copies of the kept inputs of a target into a ledger of their own.
  private func importChanged(
    _ target: String, _ words: [String], count: Int, seed: UInt64,
    open: (_ path: String) throws(SourceError) -> any EventSource
  ) throws -> DamagedImports {
    let kept = try InputFile.all(of: target, in: "Corpora").filter { $0.bytes.count <= Self.byteCountMax }
    var mutation = ByteMutation(seed: seed, words: words)
    let imports = try DamagedImports()
    for index in 0..<count {
      let changed = mutation.mutate(kept[index % kept.count].bytes, byteCountMax: Self.byteCountMax)
      try imports.bring(changed, open: open)
    }
    return imports
  }

  @Test(
    "Of damaged files of usage events every row is posted, known, in conflict or in quarantine",
    arguments: [1, 2, 3, 4] as [UInt64])
  func events(seed: UInt64) throws {
    let imports = try importChanged(
      "usage-events", FuzzTarget.usageEvents.words, count: 250, seed: seed
    ) { path throws(SourceError) in try FileEventSource(path: path, workerCount: 1) }
    try imports.expectEquations()
    #expect(imports.damagedCount >= 100, "\(imports.damagedCount) of 250 files are damaged")
  }

  @Test(
    "Of damaged files of usage records every row is posted, known, in conflict or in quarantine",
    arguments: UsageRecordFormat.allCases)
  func records(format: UsageRecordFormat) throws {
    let name = "records-\(format.rawValue)"
    let target = try #require(FuzzTarget.named(name))
    let rules = FuzzTarget.recordRules(of: format)
    let imports = try importChanged(name, target.words, count: 100, seed: 11) { path throws(SourceError) in
      try UsageRecordSource(path: path, format: format, rules: rules)
    }
    try imports.expectEquations()
    #expect(imports.damagedCount >= 30, "\(imports.damagedCount) of 100 files are damaged")
  }
}
