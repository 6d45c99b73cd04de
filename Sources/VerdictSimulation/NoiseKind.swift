import Foundation

/// How a host bends the times of consecutive runs. The raw value is what tables print.
package enum NoiseKind: String, CaseIterable, Sendable {
  /// Independent normal noise.
  case independent = "iid"
  /// Noise that remembers: each run keeps nine tenths of the last one's deviation.
  case autoregressive = "ar(1) 0.9"
  /// The host gets 4 % faster over the session.
  case drift = "drift 4 %"
  /// The host gets 6 % faster at once, at a random run.
  case step = "step -6 %"
  /// One run in ten takes longer, by 15 % on average.
  case spikes = "spikes 10 %"

  /// The logarithms that noise adds to so many consecutive runs.
  package func logarithms(
    runCount: Int, standardDeviation: Double, _ numbers: inout SeededNoise
  ) -> [Double] {
    let base = (0..<runCount).map { _ in numbers.normal(standardDeviation: standardDeviation) }
    switch self {
    case .independent: return base
    case .drift:
      let last = Double(max(1, runCount - 1))
      return base.enumerated().map { index, value in value - 0.04 * Double(index) / last }
    case .step:
      let change = Int(numbers.next() % UInt64(runCount))
      return base.enumerated().map { index, value in index >= change ? value - 0.06 : value }
    case .spikes:
      return base.map { value in
        numbers.fraction() < 0.1 ? value + numbers.exponential(mean: 0.15) : value
      }
    case .autoregressive: return Self.remembering(base, standardDeviation: standardDeviation, &numbers)
    }
  }

  private static func remembering(
    _ base: [Double], standardDeviation: Double, _ numbers: inout SeededNoise
  ) -> [Double] {
    var deviation = numbers.normal(standardDeviation: 2 * standardDeviation)
    let innovation = 2 * standardDeviation * (1 - 0.81 as Double).squareRoot()
    return base.enumerated().map { index, value in
      if index > 0 { deviation = 0.9 * deviation + numbers.normal(standardDeviation: innovation) }
      return deviation + 0.5 * value
    }
  }
}
