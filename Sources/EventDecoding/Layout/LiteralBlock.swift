/// Up to 32 fixed bytes of a row, compared at once: most pieces are one block, so that comparing asks no question but
/// whether they are equal.
struct LiteralBlock {
  static let byteCount = 32

  private var bytes = SIMD4<UInt64>()
  /// All bits of the bytes that count.
  private var mask = SIMD4<UInt64>()

  /// At most 32 bytes.
  private init(_ piece: ArraySlice<UInt8>) {
    for (index, byte) in piece.enumerated() {
      let shift = UInt64(8 * (index & 7))
      bytes[index >> 3] |= UInt64(byte) << shift
      mask[index >> 3] |= 0xFF << shift
    }
  }

  /// The blocks of a piece, at least one, all but the last one full.
  static func blocks(of piece: ArraySlice<UInt8>) -> [LiteralBlock] {
    if piece.isEmpty { return [LiteralBlock(piece)] }
    return stride(from: piece.startIndex, to: piece.endIndex, by: byteCount).map {
      LiteralBlock(piece[$0..<min($0 + byteCount, piece.endIndex)])
    }
  }

  /// Whether the same bytes stand at `place`, from which on 32 bytes are readable.
  @inline(__always) func isEqual(_ place: UnsafePointer<UInt8>) -> Bool {
    let found = UnsafeRawPointer(place).loadUnaligned(as: SIMD4<UInt64>.self)
    let difference = (SIMD4(littleEndian: found) ^ bytes) & mask
    let folded = difference.lowHalf | difference.highHalf
    return folded[0] | folded[1] == 0
  }
}

extension UnsafePointer<LiteralBlock> {
  /// Whether the bytes of the blocks at `places`, of which there is at least one, stand at `start`.
  @inline(__always) func areEqual(_ start: UnsafePointer<UInt8>, _ places: Range<Int>) -> Bool {
    guard self[places.lowerBound].isEqual(start) else { return false }
    var (block, place) = (places.lowerBound &+ 1, start)
    while block < places.upperBound {
      place += LiteralBlock.byteCount
      guard self[block].isEqual(place) else { return false }
      block &+= 1
    }
    return true
  }
}

extension SIMD4<UInt64> {
  @inline(__always) fileprivate init(littleEndian words: SIMD4<UInt64>) {
    #if _endian(little)
      self = words
    #else
      self.init(words[0].littleEndian, words[1].littleEndian, words[2].littleEndian, words[3].littleEndian)
    #endif
  }
}
