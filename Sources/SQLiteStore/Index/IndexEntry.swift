import Billing

/// What de-duplication knows of one posted event.
struct IndexEntry: Comparable {
  let key: EventKey
  /// Block * 65536 + ordinal.
  let place: Int64
  /// The first 8 bytes of the content's digest.
  let digest: Int64

  /// As stored.
  static let byteCount = 32

  /// By key, then in the order of posting.
  static func < (left: IndexEntry, right: IndexEntry) -> Bool {
    if left.key.high != right.key.high { return left.key.high < right.key.high }
    if left.key.low != right.key.low { return left.key.low < right.key.low }
    return left.place < right.place
  }
}

/// A page: entries with the same leading bits of their keys, in the order of the keys, four little-endian words each.
enum IndexPage {
  static func pack(_ entries: [IndexEntry]) -> [UInt8] {
    let byteCount = entries.count * IndexEntry.byteCount
    return unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { bytes, count in
      let raw = UnsafeMutableRawBufferPointer(bytes)
      for (index, entry) in entries.enumerated() {
        let offset = index * IndexEntry.byteCount
        unsafe raw.storeBytes(of: entry.key.high.littleEndian, toByteOffset: offset, as: UInt64.self)
        unsafe raw.storeBytes(of: entry.key.low.littleEndian, toByteOffset: offset + 8, as: UInt64.self)
        unsafe raw.storeBytes(of: entry.place.littleEndian, toByteOffset: offset + 16, as: Int64.self)
        unsafe raw.storeBytes(of: entry.digest.littleEndian, toByteOffset: offset + 24, as: Int64.self)
      }
      count = byteCount
    }
  }

  /// The entries again; `nil` when the bytes are no page.
  static func unpack(_ bytes: [UInt8]) -> [IndexEntry]? {
    guard !bytes.isEmpty, bytes.count.isMultiple(of: IndexEntry.byteCount) else { return nil }
    return unsafe bytes.withUnsafeBytes { raw in
      (0..<bytes.count / IndexEntry.byteCount).map { index in
        let offset = index * IndexEntry.byteCount
        let word = { (at: Int) in unsafe raw.loadUnaligned(fromByteOffset: offset + at, as: UInt64.self) }
        return IndexEntry(
          key: EventKey(high: UInt64(littleEndian: word(0)), low: UInt64(littleEndian: word(8))),
          place: Int64(bitPattern: UInt64(littleEndian: word(16))),
          digest: Int64(bitPattern: UInt64(littleEndian: word(24))))
      }
    }
  }
}

/// Tells for nearly every key that is not in a run that it is not, in one look at 64 bytes: a Bloom filter whose bits
/// of one key all lie in one block. Keys are digests, so their own bits serve as hashes. With 12 bits a key about one
/// in a hundred other keys is taken for a member.
struct KeyFilter {
  private static let bitsPerKey = 12
  private static let blockByteCount = 64
  private(set) var bytes: [UInt8]
  private var blockCount: Int { bytes.count / Self.blockByteCount }

  /// A filter over the keys whose low halves are given.
  init(of lows: [UInt64]) {
    let blockBitCount = 8 * Self.blockByteCount
    let blockCount = max(1, (lows.count * Self.bitsPerKey + blockBitCount - 1) / blockBitCount)
    bytes = [UInt8](repeating: 0, count: blockCount * Self.blockByteCount)
    for low in lows {
      let block = Self.block(of: low, blockCount)
      for bit in Self.bits(of: low) { bytes[block + bit >> 3] |= 1 << UInt8(bit & 7) }
    }
  }

  /// A filter that was stored; `nil` when the bytes are none.
  init?(stored bytes: [UInt8]) {
    guard !bytes.isEmpty, bytes.count.isMultiple(of: Self.blockByteCount) else { return nil }
    self.bytes = bytes
  }

  /// `false` only for keys that are not in the run.
  func mayHold(_ low: UInt64) -> Bool {
    let block = Self.block(of: low, blockCount)
    for bit in Self.bits(of: low) where bytes[block + bit >> 3] & 1 << UInt8(bit & 7) == 0 { return false }
    return true
  }

  private static func block(of low: UInt64, _ count: Int) -> Int {
    Int((low >> 32 &* UInt64(count)) >> 32) * blockByteCount
  }

  /// Five places of nine bits from the lower half, the last two words overlapping it.
  private static func bits(of low: UInt64) -> some Sequence<Int> {
    let mixed = (low & 0xFFFF_FFFF) &* 0x9E37_79B9_7F4A_7C15
    return (0..<5).lazy.map { Int(truncatingIfNeeded: mixed >> UInt64(19 + 9 * $0)) & 511 }
  }
}
