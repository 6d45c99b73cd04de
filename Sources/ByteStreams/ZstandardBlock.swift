import CZstd

/// Compresses blocks of raw rows, one zstd frame each; keeps its working memory from block to block.
@safe package final class ZstandardBlockCompressor {
  private let compressor: OpaquePointer

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
  package func compress(_ bytes: [UInt8]) -> [UInt8] {
    let byteCountMax = ZSTD_compressBound(bytes.count)
    var frame = [UInt8](repeating: 0, count: byteCountMax)
    let byteCount = unsafe bytes.withUnsafeBytes { source in
      unsafe frame.withUnsafeMutableBytes { target in
        unsafe ZSTD_compress2(compressor, target.baseAddress, target.count, source.baseAddress, source.count)
      }
    }
    precondition(ZSTD_isError(byteCount) == 0, "a target of the bound's size always suffices")
    return Array(frame[..<byteCount])
  }
}

/// Decompression of one frame as `ZstandardBlockCompressor` writes it.
package enum ZstandardBlock {
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
