package import Billing

/// A sequence of bytes that is read once, in pieces.
package protocol ByteStream: AnyObject {
  /// Appends the next piece, of a size the stream chooses, to `bytes`; answers `false` at the end. What came before a
  /// damaged place is appended before `SourceError` is thrown by the next call.
  func read(into bytes: inout [UInt8]) throws(SourceError) -> Bool
}

extension ByteStream {
  /// Reads past `count` bytes; answers what was read beyond them, at most one piece.
  package func skip(_ count: Int) throws(SourceError) -> [UInt8] {
    var left = count
    var piece: [UInt8] = []
    while left > 0 {
      piece.removeAll(keepingCapacity: true)
      guard try read(into: &piece) else { return [] }
      if piece.count > left { return Array(piece[left...]) }
      left -= piece.count
    }
    return []
  }
}

/// Bytes that were read ahead, followed by the rest of their stream.
final class PrefixedBytes: ByteStream {
  private var prefix: [UInt8]
  private let rest: any ByteStream

  init(prefix: [UInt8], rest: any ByteStream) {
    self.prefix = prefix
    self.rest = rest
  }

  func read(into bytes: inout [UInt8]) throws(SourceError) -> Bool {
    guard !prefix.isEmpty else { return try rest.read(into: &bytes) }
    bytes += prefix
    prefix = []
    return true
  }
}
