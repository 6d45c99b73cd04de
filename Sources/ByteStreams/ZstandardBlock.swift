import Billing
import CZstd

/// Compresses blocks of raw rows, one zstd frame each; keeps its working memory from block to block.
@safe package final class ZstandardBlockCompressor {
  private let compressor: OpaquePointer
  private var target: [UInt8] = []

  /// A compressor at zstd's level 1.
  package init() {
    guard let compressor = unsafe ZSTD_createCCtx() else { preconditionFailure("out of memory") }
    unsafe self.compressor = unsafe compressor
    let status = unsafe ZSTD_CCtx_setParameter(
      compressor, ZSTD_c_compressionLevel, ByteStreamLimits.blockCompressionLevel)
    precondition(ZSTD_isError(status) == 0, "the level is one zstd knows")
  }

  deinit { unsafe ZSTD_freeCCtx(compressor) }

  /// One frame that holds `bytes` and tells their count.
  package func compress(_ bytes: [UInt8]) -> [UInt8] { compress(bytes[...]) }

  /// The same for a part of an array.
  package func compress(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let byteCountMax = ZSTD_compressBound(bytes.count)
    if target.count < byteCountMax { target = [UInt8](repeating: 0, count: byteCountMax) }
    let byteCount = unsafe bytes.withUnsafeBytes { source in
      unsafe target.withUnsafeMutableBytes { target in
        unsafe ZSTD_compress2(compressor, target.baseAddress, target.count, source.baseAddress, source.count)
      }
    }
    precondition(ZSTD_isError(byteCount) == 0, "a target of the bound's size always suffices")
    return Array(target[..<byteCount])
  }
}

/// Decompression of one frame as `ZstandardBlockCompressor` writes it.
package enum ZstandardBlock {
  /// The raw rows that `frame` stands for, `byteCount` bytes of them; `nil` when it is damaged. See `ColumnarRows`.
  package static func rows(_ frame: [UInt8], byteCount: Int) -> [UInt8]? {
    guard let heldCount = Self.byteCount(of: frame), heldCount <= ColumnarRows.byteCountMax(of: byteCount),
      let bytes = decompress(frame, byteCount: heldCount)
    else { return nil }
    return ColumnarRows.rows(bytes, byteCount: byteCount)
  }

  /// How many bytes a frame holds, as it says itself; `nil` when it does not.
  package static func byteCount(of frame: [UInt8]) -> Int? {
    let count = unsafe frame.withUnsafeBytes { unsafe ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
    return Int(exactly: count)
  }

  /// The bytes of `frame`; `nil` unless it is one whole frame of exactly `byteCount` bytes.
  package static func decompress(_ frame: [UInt8], byteCount: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    let found = unsafe frame.withUnsafeBytes { source in
      unsafe bytes.withUnsafeMutableBytes { target in
        unsafe ZSTD_decompress(target.baseAddress, target.count, source.baseAddress, source.count)
      }
    }
    guard ZSTD_isError(found) == 0, found == byteCount else { return nil }
    return bytes
  }
}
