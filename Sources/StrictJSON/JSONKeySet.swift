/// The keys of one object seen so far. Few plain keys are compared where they stand; many, or escaped ones, are
/// collected in a set of their UTF-8 bytes, so that hostile objects cost linear time.
package struct JSONKeySet {
  private static let comparedCountMax = 16
  private var plainRanges: [Range<Int>] = []
  private var collected: Set<[UInt8]> = []

  /// No keys yet.
  package init() {}

  /// Forgets all keys and keeps the memory.
  package mutating func removeAll() {
    plainRanges.removeAll(keepingCapacity: true)
    collected.removeAll(keepingCapacity: true)
  }

  /// Notes a key by what `takeStringRange` answered; throws `duplicateKey` when it is there already.
  package mutating func insert(_ key: (range: Range<Int>, isPlain: Bool), of scanner: JSONScanner)
    throws(JSONError)
  {
    if collected.isEmpty, key.isPlain, plainRanges.count < Self.comparedCountMax {
      for earlier in plainRanges where Self.areEqual(earlier, key.range, scanner.bytes) {
        throw duplicate(key.range, Array(scanner.bytes[key.range]))
      }
      plainRanges.append(key.range)
      return
    }
    if collected.isEmpty {
      for range in plainRanges { collected.insert(Array(scanner.bytes[range])) }
    }
    let text = key.isPlain ? Array(scanner.bytes[key.range]) : Array(try scanner.unescaped(key.range).utf8)
    guard collected.insert(text).inserted else { throw duplicate(key.range, text) }
  }

  private func duplicate(_ range: Range<Int>, _ text: [UInt8]) -> JSONError {
    JSONError(.duplicateKey(String(decoding: text, as: UTF8.self)), at: range.lowerBound - 1)
  }

  private static func areEqual(
    _ left: Range<Int>, _ right: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard left.count == right.count else { return false }
    for offset in 0..<left.count where bytes[left.lowerBound + offset] != bytes[right.lowerBound + offset] {
      return false
    }
    return true
  }
}
