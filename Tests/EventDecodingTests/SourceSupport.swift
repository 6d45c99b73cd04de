import Billing
import ByteStreams
import CZstd
import Foundation

@testable import EventDecoding

/// A folder that is gone when the test is.
final class ScratchFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "event-decoding-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and answers its path.
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }
}

/// What a source delivered.
struct Delivery {
  var batches: [EventBatch] = []
  var failure: SourceError?

  var rows: [EventRow] { batches.flatMap { $0.blocks.flatMap(\.rows) } }
  var quarantined: [QuarantinedRow] { batches.flatMap(\.quarantined) }

  /// Each row in words: place, content and identity.
  var summary: [String] {
    rows.map { "\($0.line) \($0.byteOffset) \($0.event.usageID) \($0.contentDigest) \($0.event.amounts)" }
      + quarantined.map { "\($0.line) \($0.byteOffset) \($0.reason) \($0.rawBytes.count)" }
  }

  /// The raw rows, from the compressed blocks.
  var rawRows: [[UInt8]] {
    batches.flatMap(\.blocks).flatMap { RawRows($0)?.all ?? [] }
  }

  init(_ source: some EventSource, from position: SourcePosition = SourcePosition()) {
    var batches: [EventBatch] = []
    do throws(SourceReadError<Never>) {
      try source.read(from: position) { batches.append($0) }
    } catch {
      if case .source(let sourceError) = error { failure = sourceError }
    }
    self.batches = batches
  }
}

extension ChunkLimits {
  /// Sizes so small that a short text has many chunks, blocks and batches.
  static let tiny = ChunkLimits(
    chunkByteCount: 3_000, blockRowCount: 3, batchRowCount: 7, batchQuarantinedByteCount: 100_000,
    decodedAheadCount: 4)
}

func fileSource(
  _ path: String, rules: EventDecodingRules = EventDecodingRules(), workerCount: Int = 2,
  limits: ChunkLimits = .tiny
) throws -> FileEventSource {
  try FileEventSource(path: path, rules: rules, workerCount: workerCount, limits: limits)
}

/// `count` rows of both shapes, none like another.
func sampleRows(_ count: Int) -> [String] {
  (0..<count).map { index in
    let row = index % 3 == 0 ? SampleRow.flat : SampleRow.wrapped.setting("usage_id", "\"use_\(index)\"")
    return row.setting("tokens_processed", "\(index)").text
  }
}

enum Compressed {
  static func gzip(_ bytes: [UInt8]) -> [UInt8] { Gzip.compress(bytes) }

  static func zstandard(_ bytes: [UInt8]) -> [UInt8] {
    var frame = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    let count = unsafe ZSTD_compress(&frame, frame.count, bytes, bytes.count, 1)
    return Array(frame[..<count])
  }
}
