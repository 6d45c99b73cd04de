import Billing
import CZstd

/// The decompressed bytes of a Zstandard stream: one or more frames, checksums verified where they are written.
@safe final class ZstandardBytes: ByteStream {
  private let path: String
  private let compressed: any ByteStream
  private var input: [UInt8] = []
  private var inputOffset = 0
  private var inputByteCount = 0
  private let decompressor: OpaquePointer
  private var isInFrame = false
  private var failure: SourceError?
  private var piece = [UInt8](repeating: 0, count: ByteStreamLimits.pieceByteCount)

  init(_ compressed: any ByteStream, path: String) {
    guard let decompressor = unsafe ZSTD_createDCtx() else { preconditionFailure("out of memory") }
    self.path = path
    self.compressed = compressed
    unsafe self.decompressor = unsafe decompressor
    let status = unsafe ZSTD_DCtx_setParameter(
      decompressor, ZSTD_d_windowLogMax, ByteStreamLimits.zstandardWindowLogMax)
    precondition(ZSTD_isError(status) == 0, "the window limit is one zstd knows")
  }

  deinit { unsafe ZSTD_freeDCtx(decompressor) }

  func read(into bytes: inout [UInt8]) throws(SourceError) -> Bool {
    if let failure { throw failure }
    while true {
      // Output that did not fit the last piece may be left even when all input is taken.
      let hasInput = try fillInput()
      guard hasInput || isInFrame else { return false }
      let producedCount = decompressPiece()
      bytes += piece[..<producedCount]
      if producedCount > 0 { return true }
      if let failure { throw failure }
      guard hasInput else {
        throw .damaged(
          path: path, detail: "the file ends inside a compressed frame after \(inputByteCount) bytes")
      }
    }
  }

  private func fillInput() throws(SourceError) -> Bool {
    guard inputOffset == input.count else { return true }
    input.removeAll(keepingCapacity: true)
    inputOffset = 0
    guard try compressed.read(into: &input) else { return false }
    inputByteCount += input.count
    return true
  }

  /// Decompresses as much as fits one piece; a damaged place is noted in `failure` and reported after what is good.
  private func decompressPiece() -> Int {
    let (status, consumedCount, producedCount) = unsafe input.withUnsafeBytes { source in
      unsafe piece.withUnsafeMutableBytes { target -> (Int, Int, Int) in
        var from = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: inputOffset)
        var to = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
        let status = unsafe ZSTD_decompressStream(decompressor, &to, &from)
        return unsafe (status, from.pos, to.pos)
      }
    }
    inputOffset = consumedCount
    if ZSTD_isError(status) != 0 {
      let place = inputByteCount - input.count + inputOffset
      let reason = unsafe String(cString: ZSTD_getErrorName(status))
      failure = .damaged(path: path, detail: "zstd data near compressed byte \(place): \(reason)")
    }
    isInFrame = status != 0
    return producedCount
  }
}
