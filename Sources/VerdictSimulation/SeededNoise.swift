import Foundation

/// Numbers that look random and are the same for the same seed, on every machine (splitmix64, Steele et al. 2014).
package struct SeededNoise: RandomNumberGenerator {
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

  /// Above 0 and at most 1, with 53 random bits.
  package mutating func fraction() -> Double { Double((next() >> 11) + 1) * 0x1p-53 }

  /// A normal number around 0 (Box and Muller).
  package mutating func normal(standardDeviation: Double) -> Double {
    standardDeviation * (-2 * log(fraction())).squareRoot() * cos(2 * Double.pi * fraction())
  }

  /// An exponential number.
  package mutating func exponential(mean: Double) -> Double { -mean * log(fraction()) }
}
