import Billing
import StrictJSON
import Synchronization

@testable import EventDecoding

extension FuzzTarget {
  /// A file of usage events, plain or compressed, lines or one array.
  static let usageEvents = FuzzTarget(
    name: "usage-events",
    words: [
      "\"usage_id\":", "\"project_id\":", "\"timestamp\":", "\"metadata\":", "\"providers\":[\"stripe\"]",
      "\"gpu_hours_after\":", "\"currency\":\"USD\"", "2026-10-31T20:39:01.095074+00:00", "null", "{}", "[]",
      "NaN",
      "\\u0000", "\\ud800", "1e-13", "-0.0", "[{", "},{", "}]", "\r\n", "\"hardware_tier\":",
    ]
  ) { bytes throws(BrokenRule) in
    let whole = RowsRead(bytes, pieceByteCount: 1 << 13, chunkByteCount: 1 << 13)
    // What comes out does not depend on the pieces a file is taken in; of a damaged compressed file at least one of the
    // two gives all rows of the other, since a decoder that meets the damage keeps what the same piece held before it.
    let pieces = RowsRead(bytes, pieceByteCount: 7, chunkByteCount: 32)
    let agree =
      whole.failure != nil && whole.isCompressed
      ? whole.rows.starts(with: pieces.rows) || pieces.rows.starts(with: whole.rows)
      : whole.rows == pieces.rows
    try BrokenRule.unless(
      agree && (whole.failure == nil) == (pieces.failure == nil),
      "in pieces the file holds \(pieces.summary), as a whole \(whole.summary)")
    try checkCount(whole, bytes)
    var decoder = strictDecoder.withLock { $0 }
    for row in whole.rows { try check(row, by: &decoder) }
    return whole.failure == nil && whole.rows.contains { $0.reason == nil } ? .accepted : .refused
  }

  /// Every row of a plain file is posted or quarantined.
  private static func checkCount(_ read: RowsRead, _ bytes: [UInt8]) throws(BrokenRule) {
    guard read.failure == nil, !read.isCompressed else { return }
    let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    let text = isMarked ? bytes.dropFirst(3) : bytes[...]
    // Behind as many bytes as a row may have no bracket makes an array.
    let start = bytes.prefix(RowsRead.rules.rowByteCountMax).dropFirst(isMarked ? 3 : 0)
    let isArray = start.first { !ElementScan.isSpace($0) } == UInt8(ascii: "[")
    if isArray {
      guard let elements = (try? JSONReader.read(Array(text)))?.array else { return }
      try BrokenRule.unless(
        read.rows.count == elements.count, "\(elements.count) elements are \(read.rows.count) rows")
    } else {
      let lines = text.split(separator: UInt8(ascii: "\n")).filter { !$0.allSatisfy(ElementScan.isSpace) }
      try BrokenRule.unless(
        read.rows.count == lines.count, "\(lines.count) lines are \(read.rows.count) rows")
    }
  }

  /// Made once, and copied for each input.
  private static let strictDecoder = Mutex(EventDecoder(rules: RowsRead.rules))

  /// A posted row reads the same from its raw bytes; a quarantined one has its words.
  private static func check(_ row: RowsRead.Row, by decoder: inout EventDecoder) throws(BrokenRule) {
    guard row.reason == nil else {
      try BrokenRule.unless(!row.detail.isEmpty, "quarantined without a word")
      return
    }
    guard case .success(let again) = decoder.decode(row.rawBytes) else {
      throw BrokenRule("raw bytes are no event")
    }
    try BrokenRule.unless(
      again.key == row.key && again.contentDigest == row.contentDigest, "raw bytes are another event")
    try BrokenRule.unless(NaiveJSON.accepts(row.rawBytes, depthMax: 65), "an event that is no strict JSON")
    let amounts = again.event.amounts
    try BrokenRule.unless(amounts == row.amounts && row.hour == again.event.timestamp.hour, "another amount")
  }
}
