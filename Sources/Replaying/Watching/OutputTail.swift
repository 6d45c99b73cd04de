import Glibc

/// The last bytes of a workload's output. All of it is read, so that the workload never waits for us, and most of it
/// is thrown away.
struct OutputTail {
  private let byteCountMax: Int
  private var kept: [UInt8] = []
  private(set) var totalByteCount: Int64 = 0
  /// Whether nobody can write any more.
  private(set) var isAtEnd = false
  private var piece = [UInt8](repeating: 0, count: 65_536)

  init(byteCountMax: Int64) { self.byteCountMax = Int(max(0, byteCountMax)) }

  /// Reads what is there, but not for ever.
  mutating func drain(_ descriptor: borrowing Descriptor) {
    for _ in 0..<16 where !isAtEnd {
      let count = unsafe read(descriptor.number, &piece, piece.count)
      if count > 0 {
        append(piece[..<count])
      } else {
        isAtEnd = count == 0 || (errno != EAGAIN && errno != EINTR)
        return
      }
    }
  }

  mutating func append(_ bytes: ArraySlice<UInt8>) {
    totalByteCount += Int64(bytes.count)
    kept.append(contentsOf: bytes[max(bytes.startIndex, bytes.endIndex - byteCountMax)...])
    // Twice as much before it is cut, so that cutting costs little.
    if kept.count > 2 * byteCountMax { kept.removeFirst(kept.count - byteCountMax) }
  }

  /// The last bytes, with anything that would move a terminal's cursor shown as a dot.
  var text: String {
    let last = kept[max(0, kept.count - byteCountMax)...]
    let shown = String(decoding: last, as: UTF8.self).unicodeScalars.map { scalar in
      scalar.value < 0x20 && scalar != "\n" && scalar != "\t" || (0x7F...0x9F).contains(scalar.value)
        ? "." : scalar
    }
    return String(String.UnicodeScalarView(shown))
  }

  /// Whether more was written than is kept.
  var isTruncated: Bool { totalByteCount > Int64(byteCountMax) }
}
