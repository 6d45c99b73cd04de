/// The model's pattern for licence ARNs, matched by hand.
enum LicenseArn {
  static let pattern =
    "^arn:aws[a-zA-Z-]*:[A-Za-z0-9][A-Za-z0-9_/.-]{0,62}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9_/.-]{0,63}"
    + ":[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,1023}$"

  static func isValid(_ text: String) -> Bool {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map {
      Array($0.utf8)
    }
    guard parts.count == 6, parts[0] == Array("arn".utf8), parts[1].starts(with: Array("aws".utf8)) else {
      return false
    }
    let plain = Array("_/.-".utf8)
    return parts[1].dropFirst(3).allSatisfy { isLetter($0) || $0 == UInt8(ascii: "-") }
      && isWord(parts[2], extra: plain, lengths: 1...63)
      && isWord(parts[3], extra: plain, lengths: 0...63, anyFirst: true)
      && isWord(parts[4], extra: plain, lengths: 0...63, anyFirst: true)
      && isWord(
        parts[5], extra: Array(":_/+=,@.-".utf8), lengths: 1...MarketplaceLimits.licenseResourceLengthMax)
  }

  private static func isWord(
    _ bytes: [UInt8], extra: [UInt8], lengths: ClosedRange<Int>, anyFirst: Bool = false
  ) -> Bool {
    guard lengths.contains(bytes.count) else { return false }
    if let first = bytes.first, !anyFirst, !isLetter(first), !isDigit(first) { return false }
    return bytes.allSatisfy { isLetter($0) || isDigit($0) || extra.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
