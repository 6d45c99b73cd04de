import Billing
import Hashing

/// The bytes a digest is taken over: every part carries its own length, so that no two contents give the same bytes.
/// The encodings are part of what stores hold for ever; docs/decisions/0005-derived-usage-id.md is their description.
///
/// Some forty parts are appended for each row: they are stored as words at their place, and room is made once.
struct CanonicalBytes {
  private var room = [UInt8](repeating: 0, count: 1 << 10)
  private var count = 0

  /// Everything appended so far.
  var bytes: [UInt8] { Array(room[..<count]) }

  /// Starts over and keeps the memory.
  mutating func clear() { count = 0 }

  @inline(__always) private mutating func makeRoom(_ byteCount: Int) {
    if count + byteCount > room.count { grow(byteCount) }
  }

  @inline(never) private mutating func grow(_ byteCount: Int) {
    room += [UInt8](repeating: 0, count: room.count + byteCount)
  }

  @inline(__always) private mutating func store<Word: FixedWidthInteger>(_ word: Word) {
    let size = Word.bitWidth / 8
    makeRoom(size)
    room.withUnsafeMutableBytes { $0.storeBytes(of: word.bigEndian, toByteOffset: count, as: Word.self) }
    count += size
  }

  /// A tag or another single byte.
  mutating func append(tag: Unicode.Scalar) { store(UInt8(ascii: tag)) }

  /// A count as four bytes, big-endian.
  mutating func append(count: Int) { store(UInt32(clamping: count)) }

  /// UTF-8 behind its count.
  mutating func append(text: UnsafeBufferPointer<UInt8>) {
    append(count: text.count)
    append(rawText: text)
  }

  /// The same for a string.
  mutating func append(text: String) {
    var text = text
    text.withUTF8 { append(text: $0) }
  }

  /// UTF-8 alone.
  mutating func append(rawText text: String) {
    var text = text
    text.withUTF8 { append(rawText: $0) }
  }

  /// UTF-8 alone.
  mutating func append(rawText text: UnsafeBufferPointer<UInt8>) {
    guard let start = text.baseAddress else { return }
    makeRoom(text.count)
    room.withUnsafeMutableBytes { room in
      guard let place = room.baseAddress else { return }
      (place + count).copyMemory(from: start, byteCount: text.count)
    }
    count += text.count
  }

  /// A value as eight bytes, big-endian, two's complement.
  mutating func append(integer: Int64) { store(integer) }

  /// A value that may be absent: one byte that says so, then the value.
  mutating func append(optional integer: Int64?) {
    store(UInt8(integer == nil ? 0 : 1))
    if let integer { append(integer: integer) }
  }

  /// Hands over everything appended so far.
  func withBytes<Answer>(_ body: (UnsafeBufferPointer<UInt8>) -> Answer) -> Answer {
    room.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }

  /// The first 16 bytes of the SHA-256.
  var key: EventKey {
    let (high, low) = withBytes { RunningDigest256.prefix128(of: $0) }
    return EventKey(high: high, low: low)
  }
}
