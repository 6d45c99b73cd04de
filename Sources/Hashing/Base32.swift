/// Lower-case Base32 without padding (RFC 4648 alphabet): safe in URLs, headers and file names.
package enum Base32 {
  /// Five bits a character, most significant first; the last character is filled with zero bits.
  package static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    append(bytes, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// The same, appended to bytes.
  package static func append(_ bytes: [UInt8], to text: inout [UInt8]) {
    text.reserveCapacity(text.count + bytes.count * 8 / 5 + 1)
    var pending: UInt32 = 0
    var pendingBitCount = 0
    for byte in bytes {
      pending = pending << 8 | UInt32(byte)
      pendingBitCount += 8
      while pendingBitCount >= 5 {
        pendingBitCount -= 5
        text.append(character(pending >> UInt32(pendingBitCount) & 31))
      }
    }
    if pendingBitCount > 0 { text.append(character(pending << UInt32(5 - pendingBitCount) & 31)) }
  }

  /// `a` to `z` for 0 to 25, `2` to `7` for 26 to 31.
  private static func character(_ value: UInt32) -> UInt8 {
    UInt8(truncatingIfNeeded: value < 26 ? 0x61 + value : 0x18 + value)
  }
}
