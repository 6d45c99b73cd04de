/// Numbers that look random and are the same for the same seed, on every machine (splitmix64, Steele et al. 2014).
package struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  /// The numbers of a seed.
  package init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// A number from 0 up to, not including, `bound`.
  mutating func below(_ bound: Int) -> Int { Int(next() >> 11) % bound }

  /// A number from 0 up to, not including, 1, with 53 random bits.
  mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number between two bounds.
  mutating func between(_ low: Double, _ high: Double) -> Double { low + (high - low) * fraction() }

  /// Whether something happens that happens so many times in a million.
  mutating func happens(perMillion: Int) -> Bool { below(1_000_000) < perMillion }

  /// One of some choices; there is at least one.
  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }

  /// Lower-case hexadecimal digits.
  mutating func hexadecimal(digitCount: Int) -> [UInt8] {
    var digits: [UInt8] = []
    digits.reserveCapacity(digitCount)
    while digits.count < digitCount {
      var bits = next()
      for _ in 0..<min(16, digitCount - digits.count) {
        let digit = UInt8(truncatingIfNeeded: bits & 15)
        digits.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        bits >>= 4
      }
    }
    return digits
  }
}
