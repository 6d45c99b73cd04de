import Billing
import Metering
import Jobs
import Testing

@testable import UsageRecordDecoding

@Suite("Damaged files")
struct BadInputTests {
  private static let fixtures: [(name: String, format: UsageRecordFormat)] = [
    ("slurm.txt", .slurm), ("records.ndjson", .ndjson), ("dcgm.json", .dcgm), ("opencost.json", .openCost),
    ("nvidia-gpu-exporter.json", .nvidiaGPUExporter),
  ]

  /// 20 seeds of 500 files each: 10,000 damaged files.
  @Test(
    "a damaged file is refused as a whole or row by row, never half of a record",
    arguments: 0..<20 as Range<UInt64>)
  func mutated(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let contents = try Self.fixtures.map { (Array(try fixture($0.name).utf8), $0.format) }
    var (refusedCount, quarantinedCount, takenCount) = (0, 0, 0)
    for _ in 0..<500 {
      var (bytes, format) = contents[random.below(contents.count)]
      Self.damage(&bytes, &random)
      if random.below(10) == 0 { format = Self.fixtures[random.below(Self.fixtures.count)].format }
      let reading = UsageRecordReading(format: format, rules: .sample)
      do throws(SourceError) {
        let file = try reading.read(bytes, path: "file")
        var batches = RecordBatches(source: "file", rules: .sample)
        for record in file.records { batches.add(record) }
        let batch = batches.take(end: file.end)
        takenCount += try Self.check(batch)
        quarantinedCount += batch.quarantined.count
      } catch {
        guard case .damaged(_, let detail) = error else { throw error }
        #expect(!detail.isEmpty)
        refusedCount += 1
      }
    }
    #expect(refusedCount > 0 && quarantinedCount > 0 && takenCount > 0)
  }

  /// Every record that was taken is there with all of its hours, and every bad one with a sentence and its bytes.
  private static func check(_ batch: EventBatch) throws(SourceError) -> Int {
    let rows = batch.blocks.flatMap(\.rows)
    let byRecord = Dictionary(grouping: rows) { $0.holds.first?.recordID ?? "" }
    for (recordID, rows) in byRecord {
      #expect(!recordID.isEmpty)
      for row in rows {
        let held = row.holds.reduce(Int64(0)) { $0 + $1.gpuMilliseconds }
        #expect(held == row.event.amounts.gpuMilliseconds && held > 0)
        #expect(row.event.usageID.utf8.count <= 200 && !row.event.projectID.isEmpty)
      }
    }
    for row in batch.quarantined { #expect(!row.detail.isEmpty && !row.rawBytes.isEmpty) }
    return byRecord.count
  }

  private static func damage(_ bytes: inout [UInt8], _ random: inout SplitMix) {
    let pieces = [
      "null", "-1", "1e999", "\"", "{", "]", "9999999999999999999", "Unknown", "|", "\n", "\u{0}", "NaN",
      "2026-13-01T00:00:00Z", "gres/gpu", "=", "é", "\u{FFFD}", "0.5", "true",
    ].map { Array($0.utf8) }
    for _ in 0...random.below(3) where !bytes.isEmpty {
      let place = random.below(bytes.count)
      switch random.below(6) {
      case 0: bytes[place] = UInt8(random.below(256))
      case 1: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(40)))
      case 2: bytes.insert(contentsOf: pieces[random.below(pieces.count)], at: place)
      case 3: bytes.removeLast(bytes.count - place)
      case 4:
        bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 1 + random.below(200))], at: place)
      default:
        let piece = pieces[random.below(pieces.count)]
        bytes.replaceSubrange(place..<min(bytes.count, place + piece.count), with: piece)
      }
    }
  }
}
