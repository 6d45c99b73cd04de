/// Words of an answer, made fit to store and print.
enum SafeText {
  /// Characters of a message that are kept.
  static let messageLengthMax = 300

  /// One printable line of bounded length without anything that looks like a key.
  static func message(_ text: String) -> String {
    let printable = String(text.unicodeScalars.map { isPrintable($0) ? Character($0) : " " })
    return String(withoutKeys(printable).prefix(messageLengthMax))
  }

  /// The first bytes of a body as text without anything that looks like a key.
  static func excerpt(_ body: [UInt8]) -> String {
    withoutKeys(String(decoding: body.prefix(StripeLimits.bodyExcerptByteCountMax), as: UTF8.self))
  }

  /// Replaces each run of letters, digits and underscores that begins as a Stripe secret does.
  private static func withoutKeys(_ text: String) -> String {
    var out = ""
    var word = ""
    for character in text + "\n" {
      if character == "_" || character == "*"
        || (character.isASCII && (character.isLetter || character.isNumber))
      {
        word.append(character)
      } else {
        out += isSecret(word) ? "***" : word
        out.append(character)
        word = ""
      }
    }
    return String(out.dropLast())
  }

  private static func isSecret(_ word: String) -> Bool {
    ["sk_", "rk_", "pk_", "whsec_"].contains { word.hasPrefix($0) }
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
    default: true
    }
  }
}
