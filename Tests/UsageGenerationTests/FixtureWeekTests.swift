import Billing
import ByteStreams
import EventDecoding
import Foundation
import Testing

@testable import UsageGeneration

@Suite("The fixtures")
struct FixtureWeekTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("fixtures")
  private static let week = FixtureWeek(seed: 7)
  private var week: FixtureWeek { Self.week }

  private func committed(_ name: String) throws -> [UInt8] {
    let path = Self.folder.appendingPathComponent(name).path
    let (stream, _) = try CompressionFormat.open(try FileBytes(path: path), path: path)
    var bytes: [UInt8] = []
    while try stream.read(into: &bytes) {}
    return bytes
  }

  @Test("are what the generator makes")
  func committedFiles() throws {
    for file in week.files { #expect(try committed(file.name) == file.bytes, "\(file.name)") }
    #expect(String(decoding: try committed("README.md"), as: UTF8.self) == week.summary.readme)
    let listed = try FileManager.default.contentsOfDirectory(
      atPath: Self.folder.appendingPathComponent("events").path)
    #expect(listed.count == week.files.count)
  }

  @Test("decode to just the events, repetitions, conflict and bad rows that are counted")
  func decoded() throws {
    var digests: [EventKey: EventKey] = [:]
    var (repetitionCount, conflictCount, tokenSum, flatCount) = (0, 0, Int64(0), 0)
    var reasons: [QuarantineReason] = []
    for file in week.files {
      let source = try FileEventSource(path: Self.folder.appendingPathComponent(file.name).path)
      try source.read(from: SourcePosition()) { batch throws(Never) in
        reasons += batch.quarantined.map(\.reason)
        for row in batch.blocks.flatMap(\.rows) {
          if let posted = digests[row.key] {
            if posted == row.contentDigest { repetitionCount += 1 } else { conflictCount += 1 }
            continue
          }
          digests[row.key] = row.contentDigest
          tokenSum += row.event.amounts.tokensProcessed
          flatCount += row.event.usageIDIsDerived ? 1 : 0
        }
      }
    }
    let summary = week.summary
    #expect(digests.count == summary.eventCount && flatCount == summary.flatCount)
    #expect(tokenSum == Int64(summary.tokenSum))
    #expect(repetitionCount == summary.repetitionInFileCount + summary.repetitionAcrossFilesCount)
    #expect(conflictCount == 1 && summary.conflictCount == 1)
    #expect(reasons.count == summary.badRows.count && Set(reasons).count >= 5)
    #expect(summary.rowCount == digests.count + repetitionCount + conflictCount + reasons.count)
  }

  @Test("hold what a rehearsal needs: late events over the month's end, repetitions, both shapes")
  func contents() {
    let summary = week.summary
    #expect((2_000...4_000).contains(summary.eventCount) && summary.lateCount > 40 && summary.flatCount > 300)
    #expect(summary.repetitionInFileCount == 24 && summary.repetitionAcrossFilesCount == 24)
    #expect(summary.eventCountByProject.count == 13)
    let lastDay = String(decoding: week.files[6].bytes, as: UTF8.self)
    #expect(lastDay.contains("\"2026-10-31T"))
    #expect(week.files.reduce(0) { $0 + $1.bytes.count } < 3_500_000)
  }

  @Test("another seed gives another week, the same seed the same")
  func seeds() {
    #expect(FixtureWeek(seed: 8).files[0].bytes != week.files[0].bytes)
    #expect(FixtureWeek(seed: 7).files.map(\.bytes) == week.files.map(\.bytes))
  }
}
