import Billing
import Metering
import Jobs
import Foundation
import Testing

@testable import UsageRecordDecoding

@Suite("Files of records")
struct SourceTests {
  @Test(
    "every fixture imports, and a second import posts nothing",
    arguments: [
      ("slurm.txt", UsageRecordFormat.slurm, 6), ("records.ndjson", .ndjson, 7), ("dcgm.json", .dcgm, 3),
      ("nvidia-gpu-exporter.json", .nvidiaGPUExporter, 1), ("opencost.json", .openCost, 1),
    ])
  func fixtures(name: String, format: UsageRecordFormat, rowCount: Int) throws {
    let ledger = try RecordLedger(.sqlite)
    var rules = UsageRecordRules.sample
    if format == .nvidiaGPUExporter { rules.project = "proj-2" }
    rules.customerOfProject = [:]
    let text = try fixture(name)
    let first = try ledger.bring(text, format, rules: rules)
    #expect(first.imports.first?.tally.postedCount == rowCount)
    #expect(first.standing.quarantinedCount == 0)
    let again = try ledger.bring(text, format, rules: rules)
    #expect(again.imports.first?.wasComplete == true)
    let renamed = try ledger.bring(text + "\n", format, rules: rules)
    #expect(renamed.imports.first?.tally.postedCount == 0)
    #expect(renamed.imports.first?.tally.alreadyPostedCount == rowCount)
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("a file that was read as another format is read again as its own")
  func wrongFormatFirst() throws {
    let ledger = try RecordLedger(.sqlite)
    let text = try fixture("slurm.txt")
    let wrong = try ledger.bring(text, .ndjson)
    #expect(wrong.imports.first?.tally.quarantinedCount == 5)
    #expect(try ledger.bring(text, .slurm).imports.first?.tally.postedCount == 6)
  }

  @Test("reading goes on behind the last record that was posted")
  func resumes() throws {
    let lines = (1...4).map { number in
      #"{"record_id":"r\#(number)","project_id":"p","hardware_tier":"t","gpu_count":1,"#
        + #""start":"2026-10-26T0\#(number):00:00Z","end":"2026-10-26T0\#(number):30:00Z"}"# + "\n"
    }
    let file = try RecordFile(lines.joined())
    let source = try UsageRecordSource(path: file.path, format: .ndjson, rules: .sample)
    var usageIDs: [String] = []
    let behind = SourcePosition(byteOffset: (lines[0] + lines[1]).utf8.count, lineCount: 2)
    try source.read(from: behind) { usageIDs += $0.blocks.flatMap(\.rows).map(\.event.usageID) }
    #expect(usageIDs == ["gpu:r3@2026-10-26T03", "gpu:r4@2026-10-26T04"])
  }

  @Test("a long record makes several batches' worth of rows, and its file one position")
  func longRecords() throws {
    let lines = (1...4).map { number in
      #"{"record_id":"r\#(number)","project_id":"p","hardware_tier":"t","gpu_count":1,"#
        + #""start":"2025-01-01T00:00:00Z","end":"2026-01-01T00:00:00Z"}"# + "\n"
    }
    let file = try RecordFile(lines.joined())
    let source = try UsageRecordSource(path: file.path, format: .ndjson, rules: .sample)
    var batches: [EventBatch] = []
    try source.read(from: SourcePosition()) { batches.append($0) }
    #expect(batches.map { $0.blocks.reduce(0) { $0 + $1.rows.count } } == [26_280, 8_760])
    #expect(batches.map(\.sourceEnd.lineCount) == [3, 4])
    #expect(batches.allSatisfy { $0.blocks.allSatisfy { $0.rows.count <= 1_000 } })
  }

  @Test("a folder is its files by name, without hidden and unfinished ones")
  func folders() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "records-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["b.txt", "a.txt", ".hidden", "c.part", "d.tmp"] {
      try Data("x".utf8).write(to: folder.appending(path: name))
    }
    let paths = try UsageRecordFiles.paths([folder.path, "-"])
    #expect(paths == ["\(folder.path)/a.txt", "\(folder.path)/b.txt", "-"])
  }

  @Test("what the quarantine keeps is decoded again once its cause is gone")
  func retries() throws {
    let unmapped = UsageRecordRules(defaultCurrency: .usd)
    for (name, format, rowCount) in [
      ("slurm.txt", UsageRecordFormat.slurm, 6), ("dcgm.json", .dcgm, 3), ("opencost.json", .openCost, 1),
    ] {
      let decoded = try Decoded(try fixture(name), format, rules: unmapped)
      #expect(decoded.rows.isEmpty && !decoded.quarantined.isEmpty)
      var usageIDs: [String] = []
      for row in decoded.quarantined {
        #expect(UsageRecordRetry.isRecord(row.rawBytes))
        let rows = try UsageRecordRetry.rows(row.rawBytes, rules: .sample, line: 1, byteOffset: 0).get()
        usageIDs += rows.map(\.row.event.usageID)
        let wrapped = try #require(rows.first).rawBytes
        #expect(UsageRecordRetry.isRecord(wrapped))
        let again = try UsageRecordRetry.rows(wrapped, rules: .sample, line: 1, byteOffset: 0).get()
        #expect(again.map(\.row.contentDigest) == rows.map(\.row.contentDigest))
      }
      #expect(usageIDs.count == rowCount)
      #expect(usageIDs == (try Decoded(try fixture(name), format)).usageIDs)
    }
    #expect(!UsageRecordRetry.isRecord(Array(#"{"usage_id":"u","tokens_processed":1}"#.utf8)))
    #expect(!UsageRecordRetry.isRecord(Array("a|b".utf8)))
  }
}
