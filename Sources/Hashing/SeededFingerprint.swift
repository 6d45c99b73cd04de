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
    var rest: (UInt64, UInt64) = (0, 0)
    var shift: UInt64 = 0
    for index in offset..<bytes.count {
      if shift < 64 {
        rest.0 |= UInt64(bytes[index]) << shift
      } else {
        rest.1 |= UInt64(bytes[index]) << (shift - 64)
      }
      shift += 8
    }
    mix(rest.0, rest.1, &high, &low)
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
