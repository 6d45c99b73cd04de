import Hashing

/// The same parts as `CanonicalBytes`, each in whole words: quicker to write and to fingerprint, and good for nothing
/// else, so that they never leave this process.
struct ContentWords {
  private var memory = WordMemory(capacity: 1 << 9)
  private var count = 0

  /// Starts over and keeps the memory.
  mutating func clear() { count = 0 }

  @inline(__always) mutating func append(_ word: UInt64) {
    makeRoom(1)
    memory.words[count] = word
    count += 1
  }

  @inline(__always) private mutating func makeRoom(_ wordCount: Int) {
    if count + wordCount > memory.capacity { grow(wordCount) }
  }

  @inline(never) private mutating func grow(_ wordCount: Int) {
    let larger = WordMemory(capacity: 2 * (memory.capacity + wordCount))
    larger.words.update(from: memory.words, count: count)
    memory = larger
  }

  /// A text behind its count; the last word is filled up with zeros.
  mutating func append(text: UnsafeBufferPointer<UInt8>) {
    append(UInt64(text.count))
    for start in stride(from: 0, to: text.count, by: 8) {
      append(text[start..<min(start + 8, text.count)].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
  }

  /// Where up to `wordCountMax` words go. The place is known to one variable alone, which stays in a register: a count
  /// in memory that each word waits for would take longer than all the rest.
  @inline(__always) mutating func cursor(wordCountMax: Int) -> WordCursor {
    makeRoom(wordCountMax)
    return WordCursor(place: memory.words + count)
  }

  /// Takes what was written through the cursor.
  @inline(__always) mutating func finish(_ cursor: WordCursor) {
    count = cursor.place - memory.words
    precondition(count <= memory.capacity, "more words than there was room for")
  }

  /// Words that were made before.
  @inline(__always) mutating func append(_ words: UnsafeBufferPointer<UInt64>) {
    makeRoom(words.count)
    for index in words.indices { memory.words[count + index] = words[index] }
    count += words.count
  }

  /// Everything appended so far, until the next change.
  var words: UnsafeBufferPointer<UInt64> { UnsafeBufferPointer(start: memory.words, count: count) }

  /// The fingerprint of everything appended so far.
  func fingerprint(by fingerprint: SeededFingerprint) -> (high: UInt64, low: UInt64) {
    fingerprint.of(words: words)
  }
}

/// Where the next word of a content goes; whoever hands it out has made room.
struct WordCursor: ContentWriting {
  fileprivate(set) var place: UnsafeMutablePointer<UInt64>

  @inline(__always) mutating func append(_ word: UInt64) {
    place.pointee = word
    place += 1
  }

  @inline(__always) mutating func append(tag: Unicode.Scalar) { append(UInt64(tag.value)) }

  @inline(__always) mutating func append(count: Int) { append(UInt64(count)) }

  @inline(__always) mutating func append(integer: Int64) { append(UInt64(bitPattern: integer)) }

  @inline(__always) mutating func append(paddedText text: UnsafeBufferPointer<UInt8>) {
    append(UInt64(text.count))
    guard var start = text.baseAddress, !text.isEmpty else { return }
    var restCount = text.count
    while restCount > 8 {
      append(WordReading.word(start))
      start += 8
      restCount -= 8
    }
    append(WordReading.word(start) & (UInt64.max >> UInt64(truncatingIfNeeded: 64 &- 8 &* restCount)))
  }

  @inline(__always) mutating func append(optional integer: Int64?) {
    append(integer == nil ? 0 : 1)
    if let integer { append(integer: integer) }
  }

  @inline(__always) mutating func append(_ parts: ContentParts, _ index: Int) {
    parts.withWords(index) { words in
      for word in words { append(word) }
    }
  }
}

/// Owns the memory of `ContentWords`: written some sixty times a row without asking whose it is.
private final class WordMemory: @unchecked Sendable {
  let capacity: Int
  let words: UnsafeMutablePointer<UInt64>

  init(capacity: Int) {
    self.capacity = capacity
    words = .allocate(capacity: capacity)
    words.initialize(repeating: 0, count: capacity)
  }

  deinit { words.deallocate() }
}
