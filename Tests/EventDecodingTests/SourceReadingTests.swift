import Billing
import Testing

@testable import EventDecoding

@Suite("Reading a source")
struct SourceReadingTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// Rows with bad ones and blank lines among them.
  private var mixed: [String] {
    sampleRows(90).enumerated().flatMap { index, row in
      switch index % 11 {
      case 3: [row, "{\"a\": \(index)"]
      case 7: ["", row]
      default: [row]
      }
    }
  }

  @Test("reading on from the end of any batch gives the rest of the rows, in every form")
  func resume() throws {
    let lines = Array(mixed.joined(separator: "\n").utf8)
    let array = Array(("\u{FEFF}[" + sampleRows(90).joined(separator: " ,") + "]").utf8)
    for bytes in [lines, Compressed.gzip(lines), Compressed.zstandard(lines), array, Compressed.gzip(array)] {
      let source = try fileSource(try folder.write("events", bytes))
      let whole = Delivery(source)
      #expect(whole.failure == nil && whole.batches.count > 8)
      for (index, batch) in whole.batches.enumerated() {
        var expected = whole
        expected.batches.removeFirst(index + 1)
        let rest = Delivery(source, from: batch.sourceEnd)
        #expect(rest.summary == expected.summary && rest.failure == nil)
        #expect(rest.rawRows == expected.rawRows)
      }
    }
  }

  @Test("what comes out does not depend on workers, chunks or batches")
  func parallel() throws {
    let path = try folder.write("events", Array(mixed.joined(separator: "\r\n").utf8))
    let single = Delivery(try fileSource(path, workerCount: 1))
    #expect(single.rows.count == 90 && single.quarantined.count == 8)
    for workerCount in [2, 5, 16] {
      let several = Delivery(try fileSource(path, workerCount: workerCount))
      #expect(several.summary == single.summary && several.rawRows == single.rawRows)
      #expect(several.batches.map(\.sourceEnd) == single.batches.map(\.sourceEnd))
      #expect(
        several.batches.map { $0.blocks.map(\.rawRows) } == single.batches.map { $0.blocks.map(\.rawRows) })
    }
    let large = Delivery(try fileSource(path, limits: ChunkLimits()))
    #expect(large.batches.count == 1 && large.summary == single.summary)
  }

  @Test("rows equal those decoded one at a time")
  func sequentialOracle() throws {
    let found = Delivery(
      try fileSource(try folder.write("events", Array(mixed.joined(separator: "\n").utf8))))
    var decoder = EventDecoder(rules: EventDecodingRules())
    let expected = mixed.compactMap { try? decoder.decode(Array($0.utf8)).get() }
    #expect(found.rows.map(\.event) == expected.map(\.event))
    #expect(found.rows.map(\.contentDigest) == expected.map(\.contentDigest))
  }

  @Test("blocks and batches have about the size asked for and hold every row once")
  func sizes() throws {
    let path = try folder.write("events", Array(sampleRows(200).joined(separator: "\n").utf8))
    let limits = ChunkLimits(
      chunkByteCount: 20_000, blockRowCount: 5, batchRowCount: 50, batchQuarantinedByteCount: 1_000_000,
      decodedAheadCount: 3)
    let found = Delivery(try fileSource(path, limits: limits))
    #expect(
      found.batches.dropLast().allSatisfy { (50..<90).contains($0.blocks.reduce(0) { $0 + $1.rows.count }) })
    #expect(found.batches.flatMap(\.blocks).allSatisfy { (1...7).contains($0.rows.count) })
    #expect(found.rows.map(\.line) == Array(1...200))
  }

  @Test("a receiver that throws ends the reading with its error")
  func receiverThrows() throws {
    struct Full: Error {}
    let source = try fileSource(
      try folder.write("events", Array(sampleRows(90).joined(separator: "\n").utf8)))
    var batchCount = 0
    do throws(SourceReadError<Full>) {
      try source.read(from: SourcePosition()) { _ throws(Full) in
        batchCount += 1
        if batchCount == 2 { throw Full() }
      }
      Issue.record("expected the receiver's error")
    } catch {
      guard case .receiver = error else {
        Issue.record("\(error)")
        return
      }
    }
    #expect(batchCount == 2)
  }

  @Test("rows decoded one by one make a batch that a store can post")
  func batchOfRows() throws {
    let raw = sampleRows(3).map { Array($0.utf8) }
    var decoder = EventDecoder(rules: EventDecodingRules())
    let rows = try raw.map { (row: try decoder.decode($0, line: 4, byteOffset: 9).get(), rawBytes: $0) }
    let batch = EventDecoder.makeBatch(of: rows)
    #expect(batch.blocks.count == 1 && batch.quarantined.isEmpty)
    #expect(RawRows(batch.blocks[0])?.all == raw)
    #expect(batch.blocks[0].rows.map(\.line) == [4, 4, 4])
    let (held, byteCount) = (batch.blocks[0].rawRows, batch.blocks[0].rawByteCount)
    #expect(RawRows(Array(held.dropLast()), byteCount: byteCount - 1, count: 3) == nil)
    #expect(RawRows(held, byteCount: byteCount, count: 2) == nil)
  }

  @Test("a folder gives its event files sorted by name, and tells what it leaves out")
  func folderListing() throws {
    for name in [
      "b.ndjson", "a.jsonl.gz", "c.json.zst", "d.json", ".hidden.ndjson", "e.ndjson.tmp", "f.part",
      "notes.txt",
      "x.gz",
    ] { _ = try folder.write(name, []) }
    let files = try SourceFiles(paths: [folder.path + "/notes.txt", folder.path, "-"])
    #expect(
      files.paths.map { $0.split(separator: "/").last.map(String.init) }
        == ["notes.txt", "a.jsonl.gz", "b.ndjson", "c.json.zst", "d.json", "-"])
    #expect(
      files.ignored.map { $0.path.split(separator: "/").last.map(String.init) } == ["notes.txt", "x.gz"])
    #expect(throws: SourceError.self) { try SourceFiles(paths: [folder.path + "/nothing"]) }
  }
}
