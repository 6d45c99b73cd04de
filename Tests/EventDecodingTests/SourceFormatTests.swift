import Billing
import Foundation
import Hashing
import Testing

@testable import EventDecoding

@Suite("Sources in every form")
struct SourceFormatTests {
  private let folder: ScratchFolder
  private let rows = sampleRows(40)
  private let expected: [String]

  init() throws {
    folder = try ScratchFolder()
    let plain = try folder.write("plain", Array((rows.joined(separator: "\n") + "\n").utf8))
    expected = Delivery(try fileSource(plain)).summary
  }

  private func delivery(_ bytes: [UInt8]) throws -> Delivery {
    Delivery(try fileSource(try folder.write("events", bytes)))
  }

  private func identities(_ delivery: Delivery) -> [String] {
    delivery.rows.map { "\($0.line) \($0.event.usageID) \($0.contentDigest)" }
  }

  @Test("lines are delivered in order with line, byte offset and raw bytes")
  func lines() throws {
    let found = try delivery(Array(rows.joined(separator: "\n").utf8))
    #expect(found.summary == expected && found.rows.count == 40 && found.failure == nil)
    #expect(found.rawRows == rows.map { Array($0.utf8) })
    var byteOffset = 0
    for (index, row) in found.rows.enumerated() {
      #expect(row.line == index + 1 && row.byteOffset == byteOffset)
      byteOffset += rows[index].utf8.count + 1
    }
  }

  @Test("compression is told by the first bytes, never by the name")
  func compression() throws {
    let bytes = Array(rows.joined(separator: "\n").utf8)
    for compressed in [Compressed.gzip(bytes), Compressed.zstandard(bytes)] {
      let found = try delivery(compressed)
      #expect(found.summary == expected && found.failure == nil)
    }
  }

  @Test("members and frames one after the other are one stream")
  func concatenated() throws {
    let bytes = Array(rows.joined(separator: "\n").utf8)
    let (head, tail) = (Array(bytes[..<5_000]), Array(bytes[5_000...]))
    #expect(try delivery(Compressed.gzip(head) + Compressed.gzip(tail)).summary == expected)
    #expect(try delivery(Compressed.gzip(head) + Compressed.gzip(tail) + [0, 0, 0]).summary == expected)
    #expect(try delivery(Compressed.zstandard(head) + Compressed.zstandard(tail)).summary == expected)
  }

  @Test("carriage returns, a byte order mark, blank lines and no last newline are tolerated")
  func tolerated() throws {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let found = try delivery(mark + Array(("\r\n \t\r\n" + rows.joined(separator: "\r\n\r\n")).utf8))
    #expect(found.quarantined.isEmpty && found.failure == nil)
    #expect(
      found.rows.map(\.event.usageID)
        == (try delivery(Array(rows.joined(separator: "\n").utf8))).rows.map(\.event.usageID))
    #expect(found.rows[0].line == 3 && found.rows[0].byteOffset == 9 && found.rows[1].line == 5)
    #expect(found.rawRows == rows.map { Array($0.utf8) })
  }

  @Test(
    "one array of objects gives the elements, their number in place of the line",
    arguments: [", ", ",", "\n , \n"])
  func array(separator: String) throws {
    let text = " \n[" + rows.joined(separator: separator) + " ]\n"
    for bytes in [Array(text.utf8), Compressed.gzip(Array(text.utf8))] {
      let found = try delivery(bytes)
      let plain = try delivery(Array(rows.joined(separator: "\n").utf8))
      #expect(found.failure == nil && identities(found) == identities(plain))
      for row in found.rows {
        let start = text.utf8.index(text.utf8.startIndex, offsetBy: row.byteOffset)
        #expect(text.utf8[start] == UInt8(ascii: "{"))
      }
    }
  }

  @Test("an element over several lines is kept as one raw row")
  func prettyArray() throws {
    let pretty = rows[0].replacing(", ", with: ",\n  ")
    let found = try delivery(Array("[\n\(pretty)\n,\n\(rows[1])\n]".utf8))
    #expect(found.rows.count == 2)
    #expect(found.rawRows == [Array(pretty.replacing("\n", with: " ").utf8), Array(rows[1].utf8)])
  }

  @Test("an element that is no event is quarantined and the others are read")
  func badElements() throws {
    let found = try delivery(
      Array("[\(rows[0]), 7, {\"a\": \"],\\\"\"}, , \(rows[1]), [1, [2]], \"x]\", ]".utf8))
    #expect(found.rows.map(\.line) == [1, 5] && found.failure == nil)
    #expect(found.quarantined.map(\.line) == [2, 3, 4, 6, 7, 8])
    #expect(
      found.quarantined.map(\.reason)
        == [.notAnObject, .fieldMissing, .notJSON, .notAnObject, .notAnObject, .notJSON])
  }

  @Test(
    "an empty source, an empty array and white space deliver nothing",
    arguments: ["", "\n\n", "[]", " [ ] \n"])
  func empty(text: String) throws {
    let found = try delivery(Array(text.utf8))
    #expect(found.rows.isEmpty && found.quarantined.isEmpty && found.failure == nil)
  }

  @Test("standard input is read like a file")
  func stream() throws {
    for bytes in [
      Array(rows.joined(separator: "\n").utf8),
      Compressed.zstandard(Array(rows.joined(separator: "\n").utf8)),
    ] {
      let handle = try #require(FileHandle(forReadingAtPath: try folder.write("stream", bytes)))
      let source = StreamEventSource(descriptor: handle.fileDescriptor)
      #expect(source.description == SourceDescription(name: "-", contentDigest: nil, byteCount: 0))
      #expect(Delivery(source).summary == expected)
    }
  }

  @Test("a file is described by its path, size and, once it was identified or read, SHA-256")
  func described() throws {
    let path = try folder.write("abc", Array("abc".utf8))
    let (identified, read) = (try fileSource(path), try fileSource(path))
    #expect(identified.description == SourceDescription(name: path, contentDigest: nil, byteCount: 3))
    try identified.identify(unless: { false })
    _ = Delivery(read)
    for source in [identified, read] {
      let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      #expect(source.description == SourceDescription(name: path, contentDigest: digest, byteCount: 3))
    }
  }

  @Test("who is asked to stop waits for no digest, and takes it up again later")
  func stoppedWhileIdentified() throws {
    let path = try folder.write("zeros", [])
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: 1 << 28)
    let source = try fileSource(path)
    try source.identify(unless: { true })
    #expect(source.description.contentDigest == nil)
    try source.identify(unless: { false })
    // As `head -c 268435456 /dev/zero | sha256sum` has it.
    let digest = "a6d72ac7690f53be6ae46ba88506bd97302a093f7108472bd9efc3cefda06484"
    #expect(source.description.contentDigest == digest)
  }

  @Test("a source that breaks is known by its digest all the same; one whose receiver gives up need not be")
  func describedWhenCutShort() throws {
    let whole = Compressed.zstandard(Array(rows.joined(separator: "\n").utf8))
    let path = try folder.write("cut", Array(whole.dropLast(5)))
    let broken = try fileSource(path)
    #expect(Delivery(broken).failure != nil)
    #expect(broken.description.contentDigest == Digest256(of: Array(whole.dropLast(5))).hex)
    let left = try fileSource(try folder.write("left", Array(rows.joined(separator: "\n").utf8)))
    struct Enough: Error {}
    #expect(throws: (any Error).self) {
      try left.read(from: SourcePosition()) { _ throws(Enough) in throw Enough() }
    }
    try left.identify(unless: { false })
    #expect(
      left.description.contentDigest == Digest256(of: Array(rows.joined(separator: "\n").utf8)).hex)
  }
}
