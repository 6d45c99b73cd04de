/// Lower-case Base32 without padding (RFC 4648 alphabet): safe in URLs, headers and file names.
package enum Base32 {
  /// Five bits a character, most significant first; the last character is filled with zero bits.
  package static func encode(_ bytes: some Sequence<UInt8>) -> String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    var text: [UInt8] = []
    var pending: UInt32 = 0
    var pendingBitCount = 0
    for byte in bytes {
      pending = pending << 8 | UInt32(byte)
      pendingBitCount += 8
      while pendingBitCount >= 5 {
        pendingBitCount -= 5
        text.append(alphabet[Int(pending >> UInt32(pendingBitCount) & 31)])
      }
    }
    if pendingBitCount > 0 { text.append(alphabet[Int(pending << UInt32(5 - pendingBitCount) & 31)]) }
    return String(decoding: text, as: UTF8.self)
  }
}
