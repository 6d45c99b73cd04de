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

  /// A text behind its count; the last word is filled up with zeros. With `isPadded`, a word can be read from wherever
  /// the text has a byte.
  @inline(__always) mutating func append(text: UnsafeBufferPointer<UInt8>, isPadded: Bool) {
    append(UInt64(text.count))
    let wordCount = (text.count + 7) >> 3
    guard let start = text.baseAddress, wordCount > 0 else { return }
    makeRoom(wordCount)
    for index in 0..<wordCount - 1 { memory.words[count + index] = WordReading.word(start + 8 * index) }
    let rest = start + 8 * (wordCount - 1)
    let restCount = text.count - 8 * (wordCount - 1)
    memory.words[count + wordCount - 1] =
      isPadded
      ? WordReading.word(rest) & (UInt64.max >> UInt64(64 - 8 * restCount))
      : Self.lastWord(UnsafeBufferPointer(start: rest, count: restCount))
    count += wordCount
  }

  private static func lastWord(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
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
