import Billing
import ByteStreams

/// The part of a stream that is being cut: bytes read and not yet handed on.
struct ByteWindow {
  private let stream: any ByteStream
  /// What was read and not yet taken.
  private(set) var bytes: [UInt8]
  /// Where `bytes` begins in the stream.
  private(set) var byteOffset: Int
  /// Whether the stream has ended.
  private(set) var isAtEnd = false
  /// What ended the stream before its end; thrown once all that is good was taken.
  private(set) var failure: SourceError?

  /// A window that begins at `byteOffset` with bytes that were read ahead.
  init(_ stream: any ByteStream, readAhead: [UInt8] = [], byteOffset: Int = 0) {
    self.stream = stream
    self.byteOffset = byteOffset
    bytes = readAhead
  }

  /// Whether nothing more will come behind `bytes`.
  var isComplete: Bool { isAtEnd || failure != nil }

  /// Reads on until `byteCount` bytes are there or the stream ends.
  mutating func fill(to byteCount: Int) {
    // The last piece may reach beyond.
    bytes.reserveCapacity(byteCount + ByteStreamLimits.pieceByteCount)
    while bytes.count < byteCount, !isComplete {
      do throws(SourceError) {
        if try !stream.read(into: &bytes) { isAtEnd = true }
      } catch {
        failure = error
      }
    }
  }

  /// Takes the first `count` bytes.
  mutating func take(_ count: Int) -> [UInt8] {
    let rest = Array(bytes[count...])
    var taken = rest
    swap(&taken, &bytes)
    taken.removeLast(taken.count - count)
    byteOffset += count
    return taken
  }

  /// Drops the first `count` bytes.
  mutating func drop(_ count: Int) {
    bytes.removeFirst(count)
    byteOffset += count
  }
}
