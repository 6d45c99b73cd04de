/// The times that sending safely rests on, whatever the target: what a run allows itself, and what it assumes of the
/// world (assumptions A4 and A5 of `docs/RELIABILITY.md`). Rooms that lie side by side take them from here, so that the
/// sums that must come out (decision 0010) are sums of the numbers in use.
package enum SendingTimes {
  /// How long after the decision to send a byte may still leave.
  package static let claimToSendSecondsMax: Int64 = 60
  /// The longest exchange with a target, from the first byte of the request to the last of its answer.
  package static let exchangeSecondsMax: Int64 = 120
  /// How long after we gave a request up it may still be applied (A5).
  package static let abandonedRequestSecondsMax: Int64 = 3_600
  /// How far from the truth a target's `Date` may be (A4). One that is farther from the clock that runs without it is a
  /// proxy's, or noise.
  package static let dateDoubtSecondsMax: Int64 = 15 * 60
  /// How far this machine's clock may be from a target's.
  package static let clockDifferenceSecondsMax: Int64 = 300
}
