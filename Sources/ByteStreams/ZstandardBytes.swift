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
  /// The first compressed bytes of the frame, where it may declare its length, and what came out of it so far.
  private var frameHead: [UInt8] = []
  private var frameByteCount = 0
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
    let headByteCount = ByteStreamLimits.zstandardHeadByteCountMax - frameHead.count
    frameHead += input[inputOffset..<consumedCount].prefix(headByteCount)
    frameByteCount += producedCount
    inputOffset = consumedCount
    isInFrame = status != 0
    if ZSTD_isError(status) != 0 {
      fail(unsafe String(cString: ZSTD_getErrorName(status)))
    } else if !isInFrame {
      endFrame()
    }
    return producedCount
  }

  /// A frame that ends before as many bytes came out of it as it declares is damaged: libzstd itself lets one pass that
  /// ends with an empty block.
  private func endFrame() {
    let declared = unsafe frameHead.withUnsafeBytes { head in
      unsafe ZSTD_getFrameContentSize(head.baseAddress, head.count)
    }
    if declared < Self.noByteCountMin, declared != UInt64(frameByteCount) {
      fail("the frame declares \(declared) bytes, and holds \(frameByteCount)")
    }
    frameHead.removeAll(keepingCapacity: true)
    frameByteCount = 0
  }

  /// From here on the answer to a question for a frame's length is no length: ZSTD_CONTENTSIZE_ERROR and _UNKNOWN.
  private static let noByteCountMin = UInt64.max - 1

  private func fail(_ reason: String) {
    let place = inputByteCount - input.count + inputOffset
    failure = .damaged(path: path, detail: "zstd data near compressed byte \(place): \(reason)")
  }
}
