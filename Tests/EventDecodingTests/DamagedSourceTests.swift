import Billing
import Foundation
import Testing

@testable import EventDecoding

@Suite("Damaged and hostile sources")
struct DamagedSourceTests {
  private let folder: ScratchFolder
  private let rows = sampleRows(60)

  init() throws { folder = try ScratchFolder() }

  private var bytes: [UInt8] { Array((rows.joined(separator: "\n") + "\n").utf8) }

  private func delivery(_ bytes: [UInt8], rules: EventDecodingRules = EventDecodingRules()) throws -> Delivery
  {
    Delivery(try fileSource(try folder.write("events", bytes), rules: rules))
  }

  private func isDamaged(_ failure: SourceError?, _ words: String) -> Bool {
    if case .damaged(_, let detail) = failure { detail.contains(words) } else { false }
  }

  @Test("a compressed file that is cut short delivers its whole rows, then says so")
  func cutShort() throws {
    for compressed in [Compressed.gzip(bytes), Compressed.zstandard(bytes)] {
      let found = try delivery(Array(compressed.dropLast(40)))
      #expect(isDamaged(found.failure, "ends inside a compressed"))
      #expect(found.quarantined.isEmpty)
      #expect(found.rows.map(\.line) == Array(1..<found.rows.count + 1))
    }
  }

  @Test("a gzip file with a changed byte delivers what is good before it, then says so")
  func changedByte() throws {
    var compressed = Compressed.gzip(bytes)
    compressed[compressed.count / 2] ^= 0x55
    #expect(isDamaged(try delivery(compressed).failure, "gzip data"))
    compressed = Compressed.gzip(bytes)
    compressed[compressed.count - 6] ^= 0x55
    #expect(isDamaged(try delivery(compressed).failure, "incorrect data check"))
    var frame = Compressed.zstandard(bytes)
    frame[frame.count / 2] ^= 0x55
    frame[5] ^= 0xFF
    #expect(isDamaged(try delivery(frame).failure, "zstd data"))
  }

  @Test("a zstd frame that ends with fewer bytes than it declares delivers what it holds, then says so")
  func cutFrame() throws {
    // One block of raw bytes, and an empty last one; the length declared in four bytes.
    func frame(declaring byteCount: Int) -> [UInt8] {
      let head: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x80, 0x65]
      let length = (0..<4).map { UInt8(truncatingIfNeeded: byteCount >> ($0 * 8)) }
      let block = (0..<3).map { UInt8(truncatingIfNeeded: (bytes.count << 3) >> ($0 * 8)) }
      return head + length + block + bytes + [1, 0, 0]
    }
    let whole = try delivery(frame(declaring: bytes.count) + frame(declaring: bytes.count))
    #expect(whole.failure == nil && whole.rows.count == 120)
    let cut = try delivery(frame(declaring: 1 << 20))
    #expect(isDamaged(cut.failure, "the frame declares 1048576 bytes, and holds \(bytes.count)"))
    #expect(cut.rows.count == 60)
  }

  @Test("bytes behind a gzip member that are none are damage")
  func garbageBehindMember() throws {
    let found = try delivery(Compressed.gzip(bytes) + Array("garbage".utf8))
    #expect(isDamaged(found.failure, "gzip data") && found.rows.count == 60)
  }

  @Test("an array that is not closed, or goes on behind its end, delivers its elements, then says so")
  func brokenArray() throws {
    let list = rows.joined(separator: ",")
    let open = try delivery(Array("[\(list)".utf8))
    #expect(isDamaged(open.failure, "not closed") && open.rows.count == 59)
    let torn = try delivery(Array("[\(list),{\"a\":".utf8))
    #expect(isDamaged(torn.failure, "not closed") && torn.rows.count == 60)
    let more = try delivery(Array("[\(list)] \(rows[0])".utf8))
    #expect(isDamaged(more.failure, "bytes follow the array") && more.rows.count == 60)
    #expect(isDamaged(try delivery(Array("[ ".utf8)).failure, "not closed"))
  }

  @Test(
    "a row longer than the limit is quarantined with its first bytes, and reading goes on at the next line")
  func overlongRow() throws {
    let rules = EventDecodingRules(rowByteCountMax: 2_000)
    for length in [2_001, 2_002, 2_003, 3_000, 9_000, 700_000] {
      let long = String(repeating: "x", count: length)
      let found = try delivery(Array("\(rows[0])\n\(long)\n\(rows[1])\n\(long)".utf8), rules: rules)
      #expect(found.rows.map(\.line) == [1, 3], "\(length)")
      #expect(found.quarantined.map(\.line) == [2, 4])
      #expect(found.quarantined.allSatisfy { $0.reason == .rowTooLong && $0.rawBytes.count == 2_000 })
      #expect(found.quarantined.allSatisfy { $0.detail.contains("\(length) bytes") })
      #expect(found.batches.last?.sourceEnd.lineCount == 4)
    }
  }

  @Test("the end of a line is no part of an overlong row, and a blank line is none, however long it is")
  func overlongLineEnds() throws {
    let rules = EventDecodingRules(rowByteCountMax: 2_000)
    for length in [2_001, 2_002, 2_003, 3_000, 9_000, 700_000] {
      let (long, blank) = (String(repeating: "x", count: length), String(repeating: " ", count: length))
      let text = "\(rows[0])\r\n\(long)\r\n\(blank)\r\n\(rows[1])\r\n\(long)\r"
      let found = try delivery(Array(text.utf8), rules: rules)
      #expect(found.rows.map(\.line) == [1, 4], "\(length)")
      #expect(found.quarantined.map(\.line) == [2, 5])
      #expect(found.quarantined.allSatisfy { $0.detail.contains("has \(length) bytes") }, "\(length)")
      #expect(found.batches.last?.sourceEnd.lineCount == 5)
    }
  }

  @Test("a row of just the limit's length is no overlong row", arguments: ["\n", "\r\n", ""])
  func longestRow(ending: String) throws {
    let rules = EventDecodingRules(rowByteCountMax: 3_100)
    let padding = String(
      repeating: "x", count: 3_100 - SampleRow.flat.text.utf8.count - ", \"pad\": \"\"".utf8.count)
    let row = SampleRow.flat.setting("pad", "\"\(padding)\"").text
    #expect(row.utf8.count == 3_100)
    let found = try delivery(Array((row + ending).utf8), rules: rules)
    #expect(found.rows.count == 1 && found.quarantined.isEmpty)
  }

  @Test("an array's element longer than the limit is quarantined when it still can be followed")
  func overlongElement() throws {
    let rules = EventDecodingRules(rowByteCountMax: 2_000)
    let found = try delivery(
      Array("[\(rows[0]),\"\(String(repeating: "x", count: 2_500))\",\(rows[1])]".utf8), rules: rules)
    #expect(found.rows.map(\.line) == [1, 3] && found.quarantined.map(\.reason) == [.rowTooLong])
    let endless = try delivery(
      Array("[\(rows[0]),\"\(String(repeating: "x", count: 2_000_000))".utf8), rules: rules)
    #expect(isDamaged(endless.failure, "longer than 2000 bytes") && endless.rows.count == 1)
  }

  @Test("NUL bytes in a row quarantine that row alone")
  func nulBytes() throws {
    let found = try delivery(Array("\(rows[0])\n\0\0\0\n\(rows[1])".utf8))
    #expect(found.rows.map(\.line) == [1, 3] && found.quarantined.map(\.reason) == [.notJSON])
    #expect(found.quarantined.first?.rawBytes == [0, 0, 0])
  }

  @Test(
    "formats we know and do not read are named",
    arguments: [([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 1, 2], "xz"), (Array("PAR1....".utf8), "Parquet")]
      as [([UInt8], String)])
  func foreignFormat(bytes: [UInt8], name: String) throws {
    guard case .cannotOpen(_, let detail) = try delivery(bytes).failure else {
      Issue.record("expected a refusal")
      return
    }
    #expect(detail.contains(name) && detail.contains("gzip"))
  }

  @Test("a path that cannot be read is refused when the source is made")
  func noFile() throws {
    for path in [folder.path + "/nothing", folder.path] {
      let failure = try #require(throws: SourceError.self) { try FileEventSource(path: path) }
      guard case .cannotOpen(let named, _) = failure else {
        Issue.record("\(failure)")
        continue
      }
      #expect(named == path)
    }
  }

  @Test("a file that changes while it is read fails at the end")
  func changedFile() throws {
    let path = try folder.write("events", bytes)
    let source = try fileSource(path)
    _ = try folder.write("events", bytes + bytes)
    guard case .readFailed(_, let detail) = Delivery(source).failure else {
      Issue.record("expected a failure")
      return
    }
    #expect(detail.contains("changed"))
    #expect(source.description.contentDigest == nil, "its digest would stand for other rows")
  }

  @Test("a file that grew since it was looked at, or lost its name to another, gives no row and no digest")
  func replacedFile() throws {
    for isReplaced in [false, true] {
      let path = try folder.write("events", bytes)
      let source = try fileSource(path)
      if isReplaced {
        let other = try folder.write("other", bytes.reversed())
        let modified = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
        try FileManager.default.setAttributes([.modificationDate: modified as Any], ofItemAtPath: other)
        let isRenamed = unsafe rename(other, path) == 0
        #expect(isRenamed)
      } else {
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(bytes))
      }
      let found = Delivery(source)
      #expect(found.failure != nil && found.batches.isEmpty)
      #expect(throws: SourceError.self) { try source.identify(unless: { false }) }
      #expect(source.description.contentDigest == nil)
    }
  }
}
