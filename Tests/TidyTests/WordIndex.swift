/// The lines on which each word of a text stands; a word is a run of letters, digits and underscores.
struct WordIndex: Sendable {
  private var linesByWord: [String: [Int]] = [:]

  init(_ text: String) {
    var word: [UInt8] = []
    var line = 0
    for byte in text.utf8 {
      if Self.isWordByte(byte) {
        word.append(byte)
        continue
      }
      if !word.isEmpty {
        linesByWord[String(decoding: word, as: UTF8.self), default: []].append(line)
        word.removeAll(keepingCapacity: true)
      }
      if byte == UInt8(ascii: "\n") { line += 1 }
    }
    if !word.isEmpty { linesByWord[String(decoding: word, as: UTF8.self), default: []].append(line) }
  }

  /// Line indices, each once, rising.
  func lines(of word: String) -> [Int] {
    var lines: [Int] = []
    for line in linesByWord[word, default: []] where lines.last != line { lines.append(line) }
    return lines
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A, 0x80...: true
    default: false
    }
  }
}
