/// Words of an answer, made fit to store and print.
enum SafeText {
  /// Characters of a message that are kept.
  static let messageLengthMax = 300

  /// One printable line of bounded length without anything that looks like a key.
  static func message(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    let printable = isPlain ? text : String(text.unicodeScalars.map { isPrintable($0) ? Character($0) : " " })
    let safe = withoutKeys(printable.utf8)
    return safe.utf8.count <= messageLengthMax ? safe : String(safe.prefix(messageLengthMax))
  }

  /// The first bytes of a body as text without anything that looks like a key.
  static func excerpt(_ body: [UInt8]) -> String {
    withoutKeys(body.prefix(StripeLimits.bodyExcerptByteCountMax))
  }

  /// Replaces each run of letters, digits and underscores that begins as a Stripe secret does. By bytes: character by
  /// character it took a fifth of a dispatch.
  private static func withoutKeys(_ text: some Sequence<UInt8>) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(text.underestimatedCount)
    var wordStart = 0
    for byte in text {
      if isOfWord(byte) {
        out.append(byte)
      } else {
        hideSecret(from: wordStart, in: &out)
        out.append(byte)
        wordStart = out.count
      }
    }
    hideSecret(from: wordStart, in: &out)
    return String(decoding: out, as: UTF8.self)
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "*"):
      true
    default: false
    }
  }

  private static func hideSecret(from start: Int, in out: inout [UInt8]) {
    // The shortest beginning has three bytes, the third of which is an underscore; nearly every word ends here.
    guard out.count >= start + 3, out[start + 2] == UInt8(ascii: "_") || out[start] == UInt8(ascii: "w"),
      ["sk_", "rk_", "pk_", "whsec_"].contains(where: { out[start...].starts(with: $0.utf8) })
    else { return }
    out.replaceSubrange(start..., with: "***".utf8)
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
    default: true
    }
  }
}
