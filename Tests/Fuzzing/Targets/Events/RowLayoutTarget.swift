import Billing
import Synchronization

@testable import EventDecoding

/// Rows read by their layout against rows read strictly: each input is a row, or several, behind and before rows of the
/// usual shape. Both ways must give the same events, digests and quarantined rows.
extension FuzzTarget {
  static let rowLayouts = FuzzTarget(
    name: "row-layouts", words: RowLayouts.words,
    check: { bytes throws(BrokenRule) in try RowLayouts.check(bytes + RowLayouts.tail) },
    sweep: { count throws(BrokenRule) in
      let tally = try ChangedRows.compare(count)
      return
        "\(count) changed rows: \(tally.postedCount) posted, \(tally.layoutCount) of them by their layout, "
        + "\(tally.quarantinedCount) quarantined"
    })
}

enum RowLayouts {

  /// Pieces of rows, and what makes them go wrong.
  static let words = [
    "\"usage_id\": \"use_1\", ", "null", "\"gpu_hours_after\": ", "1e-07", "0.", "00.5", "-0.0", "1234567.5",
    "999999.9999999999995", "0.1234567890123456789012345678", "2026-02-30T00:00:00+00:00", ".123456+00:00",
    "23:59:60", "\\u0041", "\u{7F}", "é", "[\"stripe\"]", "[\"aws\", \"stripe\"]", "[]", "{}",
    "\"metadata\": {",
    "\"currency\": \"EUR\"", "\t", "\r", " ", "9223372.036854775807", "9223372.036854775808",
    "12345678901234567",
  ]

  /// Two rows of the shapes that telemetry writes.
  private static let source: [UInt8] = Array((wrappedRow + "\n" + flatRow + "\n").utf8)
  /// The same behind an input, and the least that makes the last of them readable by its layout.
  static let tail =
    [lineFeed] + source + [UInt8](repeating: 0x20, count: LayoutLimits.paddingByteCount)

  static let wrappedRow = """
    {"usage_id": "use_b0bacd3a", "project_id": "proj-028", "model_name": "gemma-2-9b", "tokens_processed": 30321954, \
    "baseline_latency_ms": 156.01304851733263, "optimized_latency_ms": 149.52689089799748, \
    "baseline_tokens_per_sec": 7701.208897702158, "optimized_tokens_per_sec": 8035.270914707499, \
    "gpu_util_before": null, "gpu_util_after": 18.47111106062966, "gpu_hours_before": 1.0936938748036216, \
    "gpu_hours_after": 1.0482241469398679, "gpu_hours_saved": 0.045469727863753695, \
    "performance_uplift_pct": -4.3377867220952435, "cost_before": 2.734234687009054, "cost_after": 2.6205603673496696, \
    "cost_savings": 5e-05, "usage_charge": 2.6205603673496696, "success_fee": 0.022734863931876872, \
    "total_billable": 2.6432952312815465, "currency": "USD", "timestamp": "2026-11-17T20:39:01.095074+00:00", \
    "metadata": {"project_id": "proj-028", "fingerprint_signature": "cb417d002c936552", "hardware_tier": "l40s"}, \
    "region": "ap-southeast-2", "providers": ["stripe", "aws"], "dispatch_results": []}
    """

  static let flatRow = """
    {"project_id": "p", "model_name": "m", "tokens_processed": 0, "baseline_latency_ms": 1, \
    "optimized_latency_ms": 1.5, "baseline_tokens_per_sec": 7.25, "optimized_tokens_per_sec": 8, \
    "gpu_util_before": 1.25, "gpu_util_after": null, "gpu_hours_before": 1.5, "gpu_hours_after": 0.0, \
    "gpu_hours_saved": 1e-12, "performance_uplift_pct": 4.5, "cost_before": 2.5, "cost_after": 2, \
    "cost_savings": 0.0000000005, "usage_charge": 2.5, "success_fee": 0, "total_billable": 12.75, "currency": "EUR", \
    "timestamp": "2026-11-17T20:39:01+00:00", "metadata": {"hardware_tier": "h100"}}
    """

  /// Accepted when some row beside the usual ones was read by its layout.
  static func check(_ lines: [UInt8]) throws(BrokenRule) -> FuzzTarget.Outcome {
    try compare(lines).layoutRowCount > usualCount ? .accepted : .refused
  }

  /// How many rows both ways posted, how many the quick one read by their layout, and how many went into quarantine.
  static func compare(
    _ lines: [UInt8]
  ) throws(BrokenRule) -> (rowCount: Int, layoutRowCount: Int, quarantinedCount: Int) {
    let (quick, byLayout) = decode(lines, by: learnt)
    let (strict, _) = decode(lines, by: strict)
    let (found, expected) = (quick.rows, strict.rows)
    guard found.count == expected.count, quick.quarantined == strict.quarantined else {
      throw BrokenRule("\(found.count) rows by layout, \(expected.count) strictly")
    }
    for (row, other) in zip(found, expected) where !row.isSame(as: other) {
      throw BrokenRule("line \(row.line) differs: \(row.event) by layout, \(other.event) strictly")
    }
    guard quick.rawRows == strict.rawRows, quick.rawRows.count == found.count else {
      throw BrokenRule("raw bytes differ")
    }
    return (found.count, byLayout, quick.quarantined.count)
  }

  /// How many of the usual rows are read by their layout.
  static let usualCount = decode(tail, by: learnt).layoutRowCount

  /// Decoders as they are before an input: to make one and to teach it costs more than to read an input. Copies share
  /// working memory, so only one is at work at a time.
  private static let learnt = Mutex(decoder(readsLayouts: true))
  private static let strict = Mutex(decoder(readsLayouts: false))

  /// A decoder that has seen the usual rows.
  private static func decoder(readsLayouts: Bool) -> ChunkDecoder {
    var decoder = ChunkDecoder(
      source: "events", rules: RowsRead.rules, blockRowCount: 16, readsLayouts: readsLayouts)
    _ = decoder.decode(chunk(source))
    return decoder
  }

  private static func chunk(_ lines: [UInt8]) -> RowChunk {
    RowChunk(content: .lines(lines), byteOffset: 0, endByteOffset: lines.count)
  }

  private static func decode(
    _ lines: [UInt8], by decoder: borrowing Mutex<ChunkDecoder>
  ) -> (chunk: DecodedChunk, layoutRowCount: Int) {
    decoder.withLock { decoder in
      var decoder = decoder
      return (decoder.decode(chunk(lines)), decoder.layoutRowCount)
    }
  }
}

extension DecodedChunk {
  fileprivate var rows: [EventRow] { blocks.flatMap(\.rows) }

  /// The raw rows of every block: by columns, or as they are.
  fileprivate var rawRows: [[UInt8]] {
    blocks.flatMap { RawRows($0)?.all ?? [] }
  }
}

extension EventRow {
  fileprivate func isSame(as other: EventRow) -> Bool {
    event == other.event && key == other.key && contentDigest == other.contentDigest && line == other.line
      && byteOffset == other.byteOffset
  }
}
