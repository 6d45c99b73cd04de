/// Where a dispatch item stands. The raw value is what the store holds; the store repeats the list in a CHECK.
package enum DispatchState: String, CaseIterable, Hashable, Sendable {
  /// Sealed and never tried.
  case planned
  /// Stopped by a safety bound until a person approves it.
  case held
  /// Not tried because credentials or configuration are missing.
  case skipped
  /// Not tried, or provably refused before any effect, because the provider is closed to us for now.
  case deferred
  /// Durably about to be sent, or sent and not yet answered for certain.
  case inFlight = "in_flight"
  /// The provider counts it.
  case delivered
  /// The provider refused it for its content: it counts nothing of it.
  case rejected
  /// Its acceptance window closed before any attempt: lost money.
  case expired
  /// It may or may not count, and sending again is no longer safe.
  case unknown
  /// A person must decide: the provider cannot tell, or the configuration is at fault.
  case parked
  /// A later revision of the same running total replaced it before it was ever sent.
  case superseded

  /// Whether nothing more will happen to the item by itself or by a person's decision on it.
  package var isFinal: Bool {
    switch self {
    case .delivered, .rejected, .expired, .superseded: true
    case .planned, .held, .skipped, .deferred, .inFlight, .unknown, .parked: false
    }
  }

  /// Whether a run may put the item in flight.
  package var isSendable: Bool {
    switch self {
    case .planned, .skipped, .deferred, .inFlight: true
    case .held, .delivered, .rejected, .expired, .unknown, .parked, .superseded: false
    }
  }

  /// Whether such a step tells of a sending, of its end, or of a doubt that began: after it a bucket's total is not
  /// asked for a while. Seals and persons move nothing at the target, and what they do is put down by other clocks.
  package static func mayHaveMoved(from: DispatchState, to: DispatchState) -> Bool {
    from == .inFlight || to == .inFlight || to == .unknown
  }
}

extension DispatchState: CustomStringConvertible {
  /// The word of the store and of reports.
  package var description: String { rawValue }
}
