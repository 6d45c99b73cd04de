/// Seeded numbers: xoshiro256** (Blackman and Vigna), its state filled by splitmix64. The same seed gives the same
/// numbers on every machine.
struct RandomNumbers {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  init(seed: UInt64) {
    var mixed = seed
    func word() -> UInt64 {
      mixed &+= 0x9E37_79B9_7F4A_7C15
      var word = mixed
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      return word ^ (word >> 31)
    }
    state = (word(), word(), word(), word())
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    let result = Self.rotated(state.1 &* 5, 7) &* 9
    let shifted = state.1 &<< 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = Self.rotated(state.3, 45)
    return result
  }

  @inline(__always)
  private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 {
    (word &<< count) | (word &>> (64 - count))
  }

  /// A number from 0 up to and without `bound`, by multiplication: no division, and a bias far below one in 2^40.
  mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "there is no number below \(bound)")
    return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }
}
