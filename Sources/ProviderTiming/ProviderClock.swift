package import Billing

/// A provider's clock: the `Date` of its last answer plus the time gone by since, so that no jump of this machine's
/// wall clock moves a deadline or a signature.
package struct ProviderClock {
  private let clock: any Clock
  private var reading: (date: Instant, nanoseconds: UInt64)?

  /// A clock that no answer has set yet.
  package init(_ clock: any Clock) { self.clock = clock }

  /// Whether an answer has set it.
  package var isKnown: Bool { reading != nil }

  /// The wall clock before any answer came.
  package func now() -> Instant {
    guard let reading else { return clock.now() }
    let elapsedMicroseconds = (clock.monotonicNanoseconds() - reading.nanoseconds) / 1_000
    return Instant(microseconds: reading.date.microseconds + Int64(elapsedMicroseconds))
  }

  /// The longest exchange whose date is taken. A process that was stopped before its request left would take the
  /// present for the instant of asking, and its clock would be ahead by as long as it stood.
  package static let exchangeNanosecondsMax = UInt64(SendingTimes.exchangeSecondsMax) * 1_000_000_000

  /// Whether the date of an answer that is here now may be taken.
  package func isTimely(askedNanoseconds: UInt64) -> Bool {
    clock.monotonicNanoseconds() - askedNanoseconds <= Self.exchangeNanosecondsMax
  }

  /// Takes the date of a timely answer to a request that left at `askedNanoseconds` of the monotonic clock, or later.
  /// From then on and not from the answer's arrival: a process that is stopped in between, for days perhaps, would take
  /// an old date for the present. The clock may so be ahead by as long as the exchange took.
  package mutating func take(_ date: Instant, askedNanoseconds: UInt64) { reading = (date, askedNanoseconds) }
}
