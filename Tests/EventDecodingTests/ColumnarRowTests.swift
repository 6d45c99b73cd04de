import Billing
import Testing

@testable import EventDecoding

@Suite("Raw rows laid out by columns")
struct ColumnarRowTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// Rows of two shapes and of none, some with values that look like others.
  private static func rows(_ count: Int) -> [String] {
    var rows = sampleRows(count)
    rows.insert(SampleRow.flat.setting("region", "\"\\u0041\"").setting("usage_id", "\"x1\"").text, at: 7)
    rows.insert(SampleRow.flat.setting("usage_id", "\"x2\"").setting("cost_savings", "5e-05").text, at: 5)
    return rows
  }

  /// Rows of one shape with as many digits as telemetry writes.
  private static func measuredRows(_ count: Int) -> [String] {
    var state: UInt64 = 1
    return (0..<count).map { index in
      var row = SampleRow.wrapped.setting("usage_id", "\"m_\(index)\"")
      for field in [
        "baseline_latency_ms", "optimized_latency_ms", "cost_before", "cost_after", "usage_charge",
      ] {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        row = row.setting(field, "1.\(state)")
      }
      return row.text
    }
  }

  private func blocks(_ rows: [String]) throws -> [EventBlock] {
    let path = try folder.write("rows.ndjson", Array(rows.map { $0 + "\n" }.joined().utf8))
    let delivery = Delivery(try fileSource(path, limits: ChunkLimits()))
    #expect(delivery.quarantined.isEmpty && delivery.failure == nil)
    #expect(delivery.rawRows.map { String(decoding: $0, as: UTF8.self) } == rows)
    return delivery.batches.flatMap(\.blocks)
  }

  @Test("Every row comes back byte for byte, whatever its shape, and takes half the room")
  func roundTrip() throws {
    let rows = Self.rows(40) + Self.measuredRows(400)
    let block = try #require(try blocks(rows).first)
    #expect(2 * block.rawRows.count < block.rawByteCount)
    #expect(block.rawByteCount == rows.reduce(0) { $0 + $1.utf8.count + 1 })
  }

  @Test("One row alone is kept as it is")
  func oneRow() throws {
    let rows = [SampleRow.wrapped.text]
    let block = try #require(try blocks(rows).first)
    #expect(block.rawRows == Array((rows[0] + "\n").utf8))
  }

  @Test("Damaged columns are never taken for rows: what is cut short or of another length is refused")
  func damage() throws {
    let rows = Self.rows(8)
    let block = try #require(try blocks(rows).first)
    let byteCount = block.rawByteCount
    let held = block.rawRows
    #expect(held.first == ColumnarRows.mark)
    #expect(RawRows(held, byteCount: byteCount, count: rows.count)?.all?.count == rows.count)
    #expect(RawRows(held, byteCount: byteCount - 1, count: rows.count) == nil)
    #expect(RawRows(held, byteCount: byteCount, count: rows.count - 1) == nil)
    #expect(RawRows(held + [0x0A], byteCount: byteCount, count: rows.count) == nil)
    for count in 0..<held.count {
      #expect(RawRows(Array(held[..<count]), byteCount: byteCount, count: rows.count)?.all == nil)
    }
    for place in held.indices {
      for change in [UInt8(0x01), 0x80, 0xFF] {
        var damaged = held
        damaged[place] ^= change
        let found = RawRows(damaged, byteCount: byteCount, count: rows.count)?.all
        #expect(found.map { $0.reduce(0) { $0 + $1.count + 1 } } ?? byteCount == byteCount)
      }
    }
  }

  @Test("Some rows are read without the others, whatever their shapes")
  func someRows() throws {
    let rows = Self.rows(40)
    let block = try #require(try blocks(rows).first)
    let rawRows = try #require(RawRows(block))
    for ordinals in [[], [0], [rows.count - 1], [5, 7], [1, 5, 6, 7, 8, rows.count - 1]] {
      let found = rawRows.rows(at: ordinals)?.map { String(decoding: $0, as: UTF8.self) }
      #expect(found == ordinals.map { rows[$0] })
    }
  }
}
