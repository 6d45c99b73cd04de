import Hashing

/// Identifiers that look like the providers' own and follow from what they name.
enum Identifiers {
  /// `prefix` and 24 characters that follow from `parts`.
  static func opaque(_ prefix: String, _ parts: String...) -> String {
    prefix + Base32.encode(Digest256(of: parts.joined(separator: "\u{1F}")).bytes).prefix(24)
  }

  /// The 8-4-4-4-12 form of a UUID that follows from `parts`.
  static func uuid(_ parts: String...) -> String {
    let hex = Array(Digest256(of: parts.joined(separator: "\u{1F}")).hex)
    let groups = [hex[0..<8], hex[8..<12], "4" + hex[13..<16], "a" + hex[17..<20], hex[20..<32]]
    return groups.map { String($0) }.joined(separator: "-")
  }
}
