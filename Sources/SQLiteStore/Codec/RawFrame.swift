import CZstd

/// Raw bytes in one zstd frame.
enum RawFrame {
  /// Usage ids are mostly random: a higher level costs three times as much and saves nothing.
  private static let level: Int32 = 1

  /// Compresses; `nil` only when memory runs out.
  static func compress(_ bytes: [UInt8]) -> [UInt8]? {
    var frame = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    let count = unsafe ZSTD_compress(&frame, frame.count, bytes, bytes.count, level)
    guard ZSTD_isError(count) == 0 else { return nil }
    frame.removeLast(frame.count - count)
    return frame
  }

  /// The bytes again; `nil` when the frame is damaged or does not hold exactly `byteCount` bytes.
  static func decompress(_ frame: [UInt8], byteCount: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    let count = unsafe ZSTD_decompress(&bytes, byteCount, frame, frame.count)
    return ZSTD_isError(count) == 0 && count == byteCount ? bytes : nil
  }
}
