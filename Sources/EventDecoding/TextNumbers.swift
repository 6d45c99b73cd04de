import Billing

import Billing

/// Numbers texts: equal bytes get equal numbers. A table of open addressing over hashes, so that a text that is known
/// costs a hash and a comparison, and no reference is counted.
struct TextNumbers {
  /// The texts by number.
  private(set) var texts: [String] = []
  /// Whose numbers these are; a new one once everything was forgotten.
  private(set) var series = TextSeries()
  private var bytes: [UInt8] = []
  private var entries: [(hash: UInt64, start: Int, count: Int)] = []
  /// A text's number plus one by its hash; 0 where there is none. A power of two of them, at most half used.
  private var slots: [UInt32]

  init() { slots = [UInt32](repeating: 0, count: 4_096) }

  /// Forgets all texts and keeps the memory.
  mutating func removeAll() {
    series = TextSeries()
    texts = []
    bytes.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = 0 }
  }

  /// The number of a text by its UTF-8, which the caller knows to be valid.
  mutating func number(of text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let hash = ByteWords.hash(text)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let number = slots[slot] - 1
      let entry = entries[Int(number)]
      if entry.hash == hash, isEqual(entry.start, entry.count, text) { return number }
      slot = (slot + 1) & (slots.count - 1)
    }
    return add(text, hash)
  }

  /// The number of a string.
  mutating func number(of text: String) -> UInt32 {
    var text = text
    return text.withUTF8 { number(of: $0) }
  }

  private func isEqual(_ start: Int, _ count: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer {
      ByteWords.areEqual(UnsafeBufferPointer(rebasing: $0[start..<start + count]), text)
    }
  }

  private mutating func add(_ text: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> UInt32 {
    let number = UInt32(texts.count)
    entries.append((hash, bytes.count, text.count))
    bytes.append(contentsOf: text)
    texts.append(String(decoding: text, as: UTF8.self))
    if 2 * entries.count > slots.count {
      slots = [UInt32](repeating: 0, count: 4 * slots.count)
      for (known, entry) in entries.enumerated() { insert(entry.hash, UInt32(known)) }
    } else {
      insert(hash, number)
    }
    return number
  }

  private mutating func insert(_ hash: UInt64, _ number: UInt32) {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = number + 1
  }
}
