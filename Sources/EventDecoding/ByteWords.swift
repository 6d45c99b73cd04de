/// Bytes looked at eight at a time.
enum ByteWords {
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The eight bytes from `offset` on; the first one is the lowest.
  @inline(__always)
  static func word(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> UInt64 {
    UInt64(
      littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// The place of the first `byte` from `start` on, or the end.
  static func firstIndex(of byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start
    while position + 8 <= bytes.count {
      let difference = word(bytes, position) ^ (ones &* UInt64(byte))
      let found = (difference &- ones) & ~difference & (ones &* 0x80)
      if found != 0 { return position + found.trailingZeroBitCount >> 3 }
      position += 8
    }
    while position < bytes.count, bytes[position] != byte { position += 1 }
    return position
  }

  /// Whether both hold the same bytes.
  @inline(__always)
  static func areEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    var position = 0
    while position + 8 <= left.count {
      if word(left, position) != word(right, position) { return false }
      position += 8
    }
    while position < left.count {
      if left[position] != right[position] { return false }
      position += 1
    }
    return true
  }

  /// Whether `bytes` are the UTF-8 of `text`.
  static func areEqual(_ text: String, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    text.utf8.withContiguousStorageIfAvailable { areEqual($0, bytes) } ?? bytes.elementsEqual(text.utf8)
  }

  /// A hash for tables in memory; every byte changes its low bits.
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15
    var position = 0
    while position + 8 <= bytes.count {
      hash = (hash ^ word(bytes, position)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      position += 8
    }
    while position < bytes.count {
      hash = (hash ^ UInt64(bytes[position])) &* 0x0000_0100_0000_01B3
      position += 1
    }
    return hash ^ hash >> 32
  }
}
