import Billing
import Testing

@testable import SQLiteStore

@Suite("Packed blocks")
struct CodecTests {
  @Test(
    "columns come back, whatever their range",
    arguments: [
      [[]], [[0]], [[5, 5, 5]], [[Int64.min, Int64.max]], [[-1, 0, 255], [1 << 40, 0, -3]],
      [Array(0...300), Array(repeating: -7, count: 301)],
    ] as [[[Int64]]])
  func packs(columns: [[Int64]]) throws {
    let packed = try #require(PackedColumns(PackedColumns.pack(columns)))
    #expect((0..<packed.count).map(packed.values) == columns)
    #expect(packed.rowCount == columns[0].count)
    for (index, column) in columns.enumerated() {
      #expect((0..<packed.rowCount).map { packed[index, $0] } == column)
    }
  }

  @Test("a column of equal values costs no byte a row")
  func packsConstants() {
    let one = PackedColumns.pack([[9]])
    let many = PackedColumns.pack([Array(repeating: 9, count: 1_000)])
    #expect(one.count == many.count)
    let bytes = PackedColumns.pack([Array(0..<256)]).count
    let words = PackedColumns.pack([Array(0..<257)]).count
    #expect(words - bytes == 257 * 2 - 256)
  }

  @Test("bytes that were cut, lengthened or are of another version are refused")
  func refusesDamage() {
    let bytes = PackedColumns.pack([[1, 2, 300], [4, 4, 4]])
    for count in 0..<bytes.count { #expect(PackedColumns(Array(bytes[..<count])) == nil) }
    #expect(PackedColumns(bytes + [0]) == nil)
    #expect(PackedColumns([2] + bytes.dropFirst()) == nil)
    var wide = bytes
    wide[14] = 9
    #expect(PackedColumns(wide) == nil)
  }

  @Test("a block that was written before usage records reads as one without any")
  func readsOlderBlocks() throws {
    let older = (0..<EventRecords.Column.countWithoutUsageRecords).map { [Int64($0), Int64($0 * 10)] }
    let records = try #require(EventRecords(packed: PackedColumns.pack(older)))
    #expect(records.count == 2)
    #expect(records[.usageIDIsDerived, 1] == 200 && records[.gpuMilliseconds, 1] == 0)
    #expect(EventRecords(packed: records.packed)?[.gpusPeak, 0] == 0)
    #expect(EventRecords(packed: PackedColumns.pack(Array(older.dropLast()))) == nil)
    #expect(EventRecords(packed: PackedColumns.pack(older + [[1, 2]])) == nil)
    for number in [-1, Int64(UInt32.max) + 1] {
      var damaged = older
      damaged[EventRecords.Column.claim.rawValue][1] = number
      #expect(EventRecords(packed: PackedColumns.pack(damaged)) == nil)
    }
  }

  @Test("frames come back only whole")
  func frames() throws {
    let bytes = Array("usage usage usage usage usage".utf8)
    let frame = try #require(RawFrame.compress(bytes))
    #expect(RawFrame.decompress(frame, byteCount: bytes.count) == bytes)
    #expect(RawFrame.decompress(frame, byteCount: bytes.count + 1) == nil)
    #expect(RawFrame.decompress(frame, byteCount: bytes.count - 1) == nil)
    #expect(RawFrame.decompress(Array(frame.dropLast()), byteCount: bytes.count) == nil)
    #expect(RawFrame.decompress([1, 2, 3], byteCount: 3) == nil)
  }

  @Test("A frame gives its rows, each a line; not when there are more or fewer, or the last one has no end")
  func rowsOfFrame() throws {
    let text = Array("{\"a\":1}\n{\"b\": [1, 2]}\n7\n".utf8)
    let frame = try #require(RawFrame.compress(text))
    let rows = try #require(RawFrame.rows(frame, byteCount: text.count, count: 3))
    #expect(rows.rows(at: [1, 2])?.map { String(decoding: $0, as: UTF8.self) } == ["{\"b\": [1, 2]}", "7"])
    #expect(rows.all?.count == 3 && rows.rows(at: []) == [])
    #expect(RawFrame.rows(frame, byteCount: text.count, count: 2) == nil)
    #expect(RawFrame.rows(frame, byteCount: text.count - 1, count: 3) == nil)
    #expect(RawRows(Array("{}".utf8), byteCount: 2, count: 1) == nil)
    #expect(RawRows([], byteCount: 0, count: 0)?.all == [])
  }

  @Test("equal addresses are one text, and come back")
  func addresses() {
    let address = ["b": "2", "a": "quote \" and \u{1F}"]
    #expect(AddressText.write(address) == AddressText.write(["a": "quote \" and \u{1F}", "b": "2"]))
    #expect(AddressText.read(AddressText.write(address)) == address)
    #expect(AddressText.read("{\"a\":1}") == nil)
    #expect(AddressText.read("x") == nil)
  }
}
