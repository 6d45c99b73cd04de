/// Changes an input the same way for every seed: bytes as well as whole words and pieces of the language.
struct ByteMutation {
  private var state: UInt64
  private let words: [[UInt8]]

  init(seed: UInt64, words: [String]) {
    state = seed
    self.words = (words + Self.hostileWords).map { Array($0.utf8) }
  }

  /// The changes of another seed. The words are made ready once: a fuzzer asks for changes millions of times.
  mutating func restart(seed: UInt64) { state = seed }

  /// What breaks readers of every language.
  private static let hostileWords = [
    "0", "-1", "1e999", "9223372036854775808", "0.0000000000005", "\u{0}", "\u{FEFF}", "\u{202E}", "\u{212A}",
    "e\u{301}", "\r\n", "\n", " ", "\"", "\\", "{", "}", "[", "]", "<", ">", "=", ",", ":",
  ]

  /// The input, changed in one to four places, at most `byteCountMax` bytes of it.
  mutating func mutate(_ input: [UInt8], byteCountMax: Int) -> [UInt8] {
    var bytes = input
    for _ in 0...below(4) { change(&bytes) }
    return Array(bytes.prefix(byteCountMax))
  }

  /// The input with other digits in one to four places: what mostly is of its language still.
  mutating func renumber(_ input: [UInt8], byteCountMax: Int) -> [UInt8] {
    var bytes = input
    for _ in 0...below(4) { replaceDigits(&bytes, from: below(bytes.count + 1)) }
    return Array(bytes.prefix(byteCountMax))
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let start = below(bytes.count + 1)
    let end = min(bytes.count, start + below(16))
    switch below(9) {
    case 0 where start < bytes.count: bytes[start] ^= 1 << UInt8(below(8))
    case 1: bytes.removeSubrange(start..<end)
    case 2: bytes.insert(contentsOf: bytes[start..<end], at: below(bytes.count + 1))
    case 3: bytes.replaceSubrange(start..<end, with: words[below(words.count)])
    case 4: bytes.insert(contentsOf: words[below(words.count)], at: start)
    case 5: bytes.removeSubrange(start...)
    case 6: replaceDigits(&bytes, from: start)
    case 7: replaceText(&bytes, from: start)
    default: bytes.insert(UInt8(truncatingIfNeeded: next()), at: start)
    }
  }

  /// Another number where the next one stands.
  private mutating func replaceDigits(_ bytes: inout [UInt8], from start: Int) {
    guard let first = bytes[start...].firstIndex(where: Self.isDigit) else { return }
    let end = bytes[first...].firstIndex { !Self.isDigit($0) } ?? bytes.count
    let count = 1 + below(24)
    bytes.replaceSubrange(first..<end, with: (0..<count).map { _ in 0x30 + UInt8(below(10)) })
  }

  /// Another word where the next quoted text stands.
  private mutating func replaceText(_ bytes: inout [UInt8], from start: Int) {
    let quote = UInt8(ascii: "\"")
    guard let first = bytes[start...].firstIndex(of: quote),
      let end = bytes[(first + 1)...].firstIndex(of: quote)
    else { return }
    bytes.replaceSubrange((first + 1)..<end, with: words[below(words.count)])
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  private mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
