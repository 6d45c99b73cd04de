/// How a world's processes speak to their providers.
package enum Way: String, CaseIterable, Sendable {
  /// At the seam `Provider`: what an adapter makes of a batch, a date and an answer is written once more.
  case seam
  /// The adapters themselves, over a network that is simulated.
  case wire
}

/// What a world on the wire has beside what all have.
struct WireTerms: Hashable {
  /// How fast each adapter may be; at one a second it waits between requests.
  let stripeRequestsPerSecond: Int
  let awsRequestsPerSecondMax: Int
  /// Whether the adapter tries the last day of a month until 06:00 UTC on the first.
  let usesMonthEndGrace: Bool
  /// Whether AWS takes it then, as the reference's example says and its rule does not.
  let grantsMonthEndGrace: Bool

  static func drawn(_ numbers: inout RandomNumbers) -> WireTerms {
    let usesMonthEndGrace = numbers.below(2) == 0
    return WireTerms(
      stripeRequestsPerSecond: [25, 1][numbers.below(2)],
      awsRequestsPerSecondMax: [10, 1][numbers.below(2)], usesMonthEndGrace: usesMonthEndGrace,
      grantsMonthEndGrace: numbers.below(2) == 0 && usesMonthEndGrace)
  }
}
