/// The frozen bytes of a simulated target: the number of a record in the world's books. Equal buckets have equal
/// numbers within a world, so the same bucket gives the same bytes.
enum FrozenBytes {
  static func bytes(of number: Int) -> [UInt8] {
    let word = UInt64(number)
    return (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
  }

  static func number(in bytes: [UInt8]) -> Int? {
    guard bytes.count == 8 else { return nil }
    var word: UInt64 = 0
    for (index, byte) in bytes.enumerated() { word |= UInt64(byte) << UInt64(8 * index) }
    return Int(exactly: word)
  }

  /// Sixty-four digits that stand for SHA-256: whoever reads them compares them, nothing else.
  static func digest(of number: Int) -> String {
    digests.indices.contains(number) ? digests[number] : madeDigest(of: number)
  }

  /// Made once: few worlds have more records.
  private static let digests = (0..<256).map(madeDigest)

  private static func madeDigest(of number: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: 64 - text.utf8.count) + text
  }
}
