/// Finds the field of a key by its bytes.
struct EventFieldNames: Sendable {
  private static let quotesCount = 1
  private static let separatorCount = 3
  /// Each field's key as Python writes it before a value: `"name": `, one after the other.
  private let bytes: [UInt8]
  /// Where each field's key begins in `bytes`; one more for the end.
  private let starts: [Int]

  init() {
    var bytes: [UInt8] = []
    var starts: [Int] = []
    for field in EventField.allCases {
      starts.append(bytes.count)
      bytes += Array("\"\(field.name)\": ".utf8)
    }
    self.bytes = bytes
    self.starts = starts + [bytes.count]
  }

  /// How many fields there are.
  private var count: Int { starts.count - 1 }

  /// The raw value of the field named by `key`, or -1.
  func index(of key: UnsafeBufferPointer<UInt8>) -> Int {
    for index in 0..<count {
      let name = starts[index] + Self.quotesCount..<starts[index + 1] - Self.separatorCount
      if name.count == key.count, matches(name, key) { return index }
    }
    return -1
  }

  /// How many bytes of `row` from `position` on are the key of the field `guess` as Python writes it, quotes, colon and
  /// space included; 0 when they are anything else. Keys come in upstream's order nearly always.
  @inline(__always)
  func writtenKeyCount(_ guess: Int, in row: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
    guard guess < count else { return 0 }
    let key = starts[guess]..<starts[guess + 1]
    guard position + key.count <= row.count else { return 0 }
    return matches(key, UnsafeBufferPointer(rebasing: row[position..<position + key.count])) ? key.count : 0
  }

  @inline(__always)
  private func matches(_ range: Range<Int>, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { ByteWords.areEqual(UnsafeBufferPointer(rebasing: $0[range]), key) }
  }
}
