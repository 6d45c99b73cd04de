import Billing
import Synchronization

@testable import EventDecoding

/// What a file's bytes come to, row by row, in the order of the file.
struct RowsRead {
  /// A row that would be posted, or quarantined for a reason.
  struct Row: Equatable {
    let byteOffset: Int
    let line: Int
    let rawBytes: [UInt8]
    var reason: QuarantineReason?
    var detail = ""
    var key: EventKey?
    var contentDigest: EventKey?
    var amounts: UsageEvent.Amounts?
    var hour: UTCHour?
  }
  private(set) var rows: [Row] = []
  private(set) var failure: SourceError?
  let isCompressed: Bool

  static let rules = EventDecodingRules(rowByteCountMax: 4_096, identifierByteCountMax: 40)

  init(_ bytes: [UInt8], pieceByteCount: Int, chunkByteCount: Int) {
    isCompressed =
      bytes.starts(with: [0x1F, 0x8B]) || bytes.dropFirst().starts(with: [0xB5, 0x2F])
      || bytes.dropFirst().starts(with: [0x2A, 0x4D])
    var limits = ChunkLimits()
    limits.chunkByteCount = chunkByteCount
    let reading = EventReading(name: "events", rules: Self.rules, workerCount: 1, limits: limits)
    let stream = ByteSource(bytes, pieceByteCount: pieceByteCount)
    Self.unused.withLock { unused in
      var decoder = unused
      do throws(SourceError) {
        let cutter = try reading.openCutter(stream, from: SourcePosition())
        var lineCount = 0
        while let chunk = try cutter.nextChunk() {
          let decoded = decoder.decode(chunk)
          append(decoded, behind: lineCount)
          lineCount += decoded.lineCount
        }
      } catch {
        failure = error
      }
    }
  }

  /// A decoder that has seen nothing: to make one costs more than to read an input. Copies share working memory, so
  /// only one is at work at a time.
  private static let unused = Mutex(ChunkDecoder(source: "events", rules: rules, blockRowCount: 3))

  private mutating func append(_ chunk: DecodedChunk, behind lineCount: Int) {
    var found: [Row] = []
    for block in chunk.blocks {
      guard let rawRows = RawRows(block)?.all else {
        preconditionFailure("a block that was just made is whole")
      }
      for (row, rawBytes) in zip(block.rows, rawRows) {
        found.append(
          Row(
            byteOffset: row.byteOffset, line: row.line + lineCount, rawBytes: rawBytes, key: row.key,
            contentDigest: row.contentDigest, amounts: row.event.amounts, hour: row.event.timestamp.hour))
      }
    }
    for row in chunk.quarantined {
      found.append(
        Row(
          byteOffset: row.byteOffset, line: row.line + lineCount, rawBytes: row.rawBytes, reason: row.reason,
          detail: row.detail))
    }
    rows += found.sorted { $0.byteOffset < $1.byteOffset }
  }

  var summary: String {
    let reasons = rows.map { "\($0.line)@\($0.byteOffset):\($0.reason?.rawValue ?? "event")" }
    return "\(reasons.joined(separator: " ")) \(failure.map(\.description) ?? "")"
  }
}
