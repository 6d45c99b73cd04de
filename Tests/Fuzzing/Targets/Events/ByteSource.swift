import Billing
import ByteStreams

/// Bytes in memory, handed out in pieces of a fixed size.
final class ByteSource: ByteStream {
  private var rest: ArraySlice<UInt8>
  private let pieceByteCount: Int

  init(_ bytes: [UInt8], pieceByteCount: Int) {
    rest = bytes[...]
    self.pieceByteCount = pieceByteCount
  }

  func read(into bytes: inout [UInt8]) throws(SourceError) -> Bool {
    guard !rest.isEmpty else { return false }
    bytes += rest.prefix(pieceByteCount)
    rest = rest.dropFirst(pieceByteCount)
    return true
  }
}
