/// Keeps one copy of each text that comes again and again (models, claims), so that a row allocates little. The table
/// is direct-mapped: a text may push out another one, memory is bounded, and answers are always right.
struct TextCache {
  private var texts: [String]

  /// A cache with so many places, a power of two.
  init(slotCount: Int = 4_096) {
    precondition(slotCount & (slotCount - 1) == 0, "places are found by masking")
    texts = [String](repeating: "", count: slotCount)
  }

  /// The text whose UTF-8 is `bytes`, which the caller knows to be valid.
  mutating func text(of bytes: UnsafeBufferPointer<UInt8>) -> String {
    // Texts this short live inside the string itself: nothing would be shared.
    if bytes.count <= 15 { return String(decoding: bytes, as: UTF8.self) }
    let slot = Int(truncatingIfNeeded: ByteWords.hash(bytes) & UInt64(texts.count - 1))
    if ByteWords.areEqual(texts[slot], bytes) { return texts[slot] }
    let text = String(decoding: bytes, as: UTF8.self)
    texts[slot] = text
    return text
  }
}
