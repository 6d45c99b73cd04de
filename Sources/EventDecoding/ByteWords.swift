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
    if position > 0 {
      return position == left.count || word(left, left.count - 8) == word(right, right.count - 8)
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

  /// A hash for tables in memory: every bit of every byte changes all of its bits, since both halves of each product
  /// are kept.
  static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = mixed(UInt64(truncatingIfNeeded: bytes.count), 0)
    var position = 0
    while position + 8 <= bytes.count {
      hash = mixed(hash, word(bytes, position))
      position += 8
    }
    return position == bytes.count ? hash : mixed(hash, rest(of: bytes, from: position))
  }

  @inline(__always) private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: word ^ 0xBF58_476D_1CE4_E5B9)
    return product.high ^ product.low
  }

  /// The bytes from `position` on, one to seven, as a word; they may hold some of those before, too.
  @inline(__always)
  private static func rest(of bytes: UnsafeBufferPointer<UInt8>, from position: Int) -> UInt64 {
    if position > 0 { return word(bytes, bytes.count - 8) }
    var word: UInt64 = 0
    for byte in bytes { word = word << 8 | UInt64(byte) }
    return word
  }
}
