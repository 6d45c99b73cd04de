/// 128 bits that stand for bytes in a table in memory: equal for equal bytes, and for unequal ones different but for
/// one chance in 2^100 or so. The seed is drawn for each process, so that nobody can prepare two texts that meet. It is
/// no cryptographic digest and is never kept or shown; where one is not needed it takes a tenth of SHA-256's time.
package struct SeededFingerprint: Sendable {
  /// The one whose seed all tables of this process share.
  package static let ofProcess = SeededFingerprint()

  private let seed: (UInt64, UInt64, UInt64, UInt64)

  /// Fingerprints of a new seed.
  package init() {
    var source = SystemRandomNumberGenerator()
    seed = (source.next(), source.next(), source.next(), source.next() | 1)
  }

  /// The fingerprint of `bytes`: each step multiplies two words of it to 128 bits and folds them into both halves.
  package func of(_ bytes: UnsafeBufferPointer<UInt8>) -> (high: UInt64, low: UInt64) {
    var (high, low) = (seed.0 ^ UInt64(bytes.count), seed.1)
    let raw = UnsafeRawBufferPointer(bytes)
    var offset = 0
    while offset + 16 <= bytes.count {
      let first = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let second = raw.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)
      mix(first, second, &high, &low)
      offset += 16
    }
    let (first, second) = Self.lastWords(raw, from: offset)
    mix(first, second, &high, &low)
    mix(seed.0, seed.1, &high, &low)
    return (high, low)
  }

  /// The bytes from `offset` on, fewer than sixteen, as two words. They may overlap what was mixed before, and each
  /// other: the count, which is mixed too, says how.
  @inline(__always)
  private static func lastWords(_ raw: UnsafeRawBufferPointer, from offset: Int) -> (UInt64, UInt64) {
    let count = raw.count
    if count >= 16 {
      return (
        raw.loadUnaligned(fromByteOffset: count - 16, as: UInt64.self),
        raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      )
    }
    if count >= 8 {
      return (
        raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
        raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      )
    }
    return (raw.reduce(0) { $0 << 8 | UInt64($1) }, 0)
  }

  /// The fingerprint of whole words. Two chains are mixed side by side, since each step waits for the one before it.
  package func of(words: UnsafeBufferPointer<UInt64>) -> (high: UInt64, low: UInt64) {
    var (high, low) = (seed.0 ^ UInt64(words.count), seed.1)
    var (otherHigh, otherLow) = (seed.2, seed.3)
    var index = 0
    while index + 4 <= words.count {
      mix(words[index], words[index + 1], &high, &low)
      mix(words[index + 2], words[index + 3], &otherHigh, &otherLow)
      index += 4
    }
    while index < words.count {
      mix(words[index], seed.0, &high, &low)
      index += 1
    }
    mix(otherHigh, otherLow, &high, &low)
    mix(seed.0, seed.1, &high, &low)
    return (high, low)
  }

  @inline(__always)
  private func mix(_ first: UInt64, _ second: UInt64, _ high: inout UInt64, _ low: inout UInt64) {
    let product = (first ^ seed.2 ^ low).multipliedFullWidth(by: second ^ seed.3 ^ high)
    high = (high << 29 | high >> 35) &+ (product.high ^ first)
    low = (low << 41 | low >> 23) ^ product.low &+ (second &* 0x9E37_79B9_7F4A_7C15)
  }
}
