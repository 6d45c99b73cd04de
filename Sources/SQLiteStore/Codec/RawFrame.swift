import Billing
import CZstd

/// Raw bytes in one zstd frame.
enum RawFrame {
  /// zstd's fastest standard level: a higher one costs two to three times as much and saves nothing.
  private static let level: Int32 = 1

  /// Compresses; `nil` only when memory runs out.
  static func compress(_ bytes: [UInt8]) -> [UInt8]? {
    var frame = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    let count = unsafe ZSTD_compress(&frame, frame.count, bytes, bytes.count, level)
    guard ZSTD_isError(count) == 0 else { return nil }
    frame.removeLast(frame.count - count)
    return frame
  }

  /// The raw rows that a frame stands for, `count` rows of `byteCount` bytes together; `nil` when it is damaged.
  static func rows(_ frame: [UInt8], byteCount: Int, count: Int) -> RawRows? {
    let size = unsafe ZSTD_getFrameContentSize(frame, frame.count)
    guard let heldCount = Int(exactly: size), heldCount <= ColumnarRows.byteCountMax(of: byteCount),
      let held = decompress(frame, byteCount: heldCount)
    else { return nil }
    return RawRows(held, byteCount: byteCount, count: count)
  }

  /// The bytes again; `nil` when the frame is damaged or does not hold exactly `byteCount` bytes.
  static func decompress(_ frame: [UInt8], byteCount: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    let count = unsafe ZSTD_decompress(&bytes, byteCount, frame, frame.count)
    return ZSTD_isError(count) == 0 && count == byteCount ? bytes : nil
  }
}
