import Billing
import CZlib

/// The decompressed bytes of a gzip stream: one or more members, checksums verified.
@safe final class GzipBytes: ByteStream {
  private let path: String
  private let compressed: any ByteStream
  private var input: [UInt8] = []
  private var inputOffset = 0
  private var inputByteCount = 0
  private var inflater = unsafe z_stream()
  private var state = State.betweenMembers
  private var failure: SourceError?
  private var piece = [UInt8](repeating: 0, count: ByteStreamLimits.pieceByteCount)

  private enum State { case betweenMembers, inMember }

  init(_ compressed: any ByteStream, path: String) {
    self.path = path
    self.compressed = compressed
    // 15 bits of window, plus 16: a gzip header and trailer are demanded and checked.
    let status = unsafe inflateInit2_(&inflater, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib takes its own version and window size, and memory is there")
  }

  deinit { unsafe inflateEnd(&inflater) }

  func read(into bytes: inout [UInt8]) throws(SourceError) -> Bool {
    if let failure { throw failure }
    while true {
      guard try fillInput() else {
        if state == .betweenMembers { return false }
        throw damaged("the file ends inside a compressed member after \(inputByteCount) bytes")
      }
      if state == .betweenMembers, try skipPadding() { return false }
      let producedCount = inflatePiece()
      bytes += piece[..<producedCount]
      if producedCount > 0 { return true }
      if let failure { throw failure }
    }
  }

  /// Whether there is unread input.
  private func fillInput() throws(SourceError) -> Bool {
    guard inputOffset == input.count else { return true }
    input.removeAll(keepingCapacity: true)
    inputOffset = 0
    guard try compressed.read(into: &input) else { return false }
    inputByteCount += input.count
    return true
  }

  /// Zero bytes may follow the last member, as tape tools write them; whether the input ended in them.
  private func skipPadding() throws(SourceError) -> Bool {
    guard inputByteCount > input.count || inputOffset > 0 else { return false }
    while try fillInput() {
      guard input[inputOffset] == 0 else { return false }
      inputOffset += 1
    }
    return true
  }

  /// Decompresses as much as fits one piece; a damaged place is noted in `failure` and reported after what is good.
  private func inflatePiece() -> Int {
    state = .inMember
    let (status, consumedCount, producedCount) = unsafe input.withUnsafeMutableBufferPointer { source in
      unsafe piece.withUnsafeMutableBufferPointer { target -> (Int32, Int, Int) in
        unsafe inflater.next_in = source.baseAddress.map { unsafe $0 + inputOffset }
        unsafe inflater.avail_in = UInt32(source.count - inputOffset)
        unsafe inflater.next_out = target.baseAddress
        unsafe inflater.avail_out = UInt32(target.count)
        let status = unsafe inflate(&inflater, Z_NO_FLUSH)
        return unsafe (
          status, source.count - inputOffset - Int(inflater.avail_in), target.count - Int(inflater.avail_out)
        )
      }
    }
    inputOffset += consumedCount
    switch status {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END:
      state = .betweenMembers
      unsafe inflateReset(&inflater)
    default:
      let place = inputByteCount - input.count + inputOffset
      let reason = unsafe inflater.msg.map { unsafe String(cString: $0) } ?? "zlib error \(status)"
      failure = damaged("gzip data near compressed byte \(place): \(reason)")
    }
    return producedCount
  }

  private func damaged(_ detail: String) -> SourceError { .damaged(path: path, detail: detail) }
}
