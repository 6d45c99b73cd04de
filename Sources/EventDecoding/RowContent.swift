import Billing
import Hashing

/// Takes what a row says, part by part.
protocol ContentWriting {
  /// A tag or another single byte.
  mutating func append(tag: Unicode.Scalar)
  /// How many parts of a kind follow.
  mutating func append(count: Int)
  /// A text's UTF-8; a word can be read from wherever the text has a byte.
  mutating func append(paddedText text: UnsafeBufferPointer<UInt8>)
  /// A value.
  mutating func append(integer: Int64)
  /// A value that may be absent.
  mutating func append(optional integer: Int64?)
  /// A part that was made before.
  mutating func append(_ parts: ContentParts, _ index: Int)
}

/// What a row says, part by part, for the digest of its content: as canonical bytes, or as words where a fingerprint
/// will do. Each part carries its own length, so that no two contents give the same parts.
struct RowContent: ContentWriting {
  private let digesting: RowDigesting
  private let isWords: Bool
  private var bytes = CanonicalBytes()
  private var words = ContentWords()

  init(_ digesting: RowDigesting) {
    self.digesting = digesting
    isWords = if case .fingerprint = digesting { true } else { false }
  }

  /// Starts over and keeps the memory.
  mutating func clear() {
    bytes.clear()
    words.clear()
  }

  /// A tag or another single byte.
  @inline(__always) mutating func append(tag: Unicode.Scalar) {
    if isWords { words.append(UInt64(tag.value)) } else { bytes.append(tag: tag) }
  }

  /// How many parts of a kind follow.
  @inline(__always) mutating func append(count: Int) {
    if isWords { words.append(UInt64(count)) } else { bytes.append(count: count) }
  }

  /// A text's UTF-8.
  mutating func append(text: UnsafeBufferPointer<UInt8>) {
    if isWords { words.append(text: text) } else { bytes.append(text: text) }
  }

  mutating func append(paddedText text: UnsafeBufferPointer<UInt8>) { append(text: text) }

  /// The same for a string.
  mutating func append(text: String) {
    var text = text
    text.withUTF8 { append(text: $0) }
  }

  /// A value.
  @inline(__always) mutating func append(integer: Int64) {
    if isWords { words.append(UInt64(bitPattern: integer)) } else { bytes.append(integer: integer) }
  }

  /// A value that may be absent.
  @inline(__always) mutating func append(optional integer: Int64?) {
    if isWords {
      words.append(integer == nil ? 0 : 1)
      if let integer { words.append(UInt64(bitPattern: integer)) }
    } else {
      bytes.append(optional: integer)
    }
  }

  /// Where up to `countMax` words go, for whoever ends with `finish`; `nil` when bytes are wanted.
  @inline(__always) mutating func wordCursor(countMax: Int) -> WordCursor? {
    isWords ? words.cursor(wordCountMax: countMax) : nil
  }

  /// Takes what was written through the cursor.
  @inline(__always) mutating func finish(_ cursor: WordCursor) { words.finish(cursor) }

  /// A part that was made before.
  @inline(__always) mutating func append(_ parts: ContentParts, _ index: Int) {
    if isWords {
      parts.withWords(index) { words.append($0) }
    } else {
      parts.withBytes(index) { bytes.append(rawText: $0) }
    }
  }

  /// The digest of everything appended so far.
  var digest: EventKey {
    switch digesting {
    case .sha256: return bytes.key
    case .fingerprint(let fingerprint):
      let (high, low) = words.fingerprint(by: fingerprint)
      return EventKey(high: high, low: low)
    }
  }
}

/// Parts of a content that are the same in row after row, made once: a name, a currency, a list of targets.
struct ContentParts {
  private var bytes: [UInt8] = []
  private var byteEnds = [0]
  private var words: [UInt64] = []
  private var wordEnds = [0]

  /// Adds the part that `make` appends.
  mutating func add(_ make: (inout RowContent) -> Void) {
    var (asBytes, asWords) = (RowContent(.sha256), RowContent(.fingerprint(.ofProcess)))
    make(&asBytes)
    make(&asWords)
    bytes += asBytes.canonicalBytes
    words += asWords.contentWords
    byteEnds.append(bytes.count)
    wordEnds.append(words.count)
  }

  /// The words of all parts together.
  var wordCount: Int { words.count }

  @inline(__always) func withBytes(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    bytes.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[byteEnds[index]..<byteEnds[index + 1]]))
    }
  }

  @inline(__always) func withWords(_ index: Int, _ body: (UnsafeBufferPointer<UInt64>) -> Void) {
    words.withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[wordEnds[index]..<wordEnds[index + 1]]))
    }
  }
}

extension RowContent {
  /// The parts so far as canonical bytes.
  fileprivate var canonicalBytes: [UInt8] { bytes.bytes }
  /// The parts so far as words.
  fileprivate var contentWords: [UInt64] { Array(words.words) }
}
