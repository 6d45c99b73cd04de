/// Faults of which one at most happens at a place: one number is drawn for all of them, and falls on the first or on a
/// later one, or on none.
enum FaultGroup: Int, CaseIterable {
  /// Where a process leaves for the outside.
  case seam
  /// Where it reads a clock.
  case clock
  /// In a verb that commits, before its effect.
  case store
  /// In a request to Stripe.
  case stripe
  /// In a batch for AWS.
  case marketplace
  /// In asking a target for its time.
  case question
  /// In asking for a total.
  case total
  /// When a target is looked at before sending.
  case outage

  var kinds: [FaultKind] { Self.kinds[rawValue] }

  private static let kinds: [[FaultKind]] = allCases.map { group in
    switch group {
    case .seam: [.crashBefore, .pause, .preemption, .wallJump, .stopRequest]
    case .clock: [.pause, .preemption]
    case .store: [.storeFailure, .diskFull, .slowStore, .commitUnknownLost]
    case .stripe:
      [
        .throttled, .serverErrorBefore, .serverErrorAfter, .lostAnswer, .reset, .connectionRefused, .ghost,
        .repeatedLater, .garbage, .slowProvider, .countedOtherwise, .credentialsRefused,
      ]
    case .marketplace:
      [
        .throttled, .serverErrorBefore, .serverErrorAfter, .lostAnswer, .reset, .connectionRefused, .ghost,
        .repeatedLater, .garbage, .slowProvider, .unprocessed, .notSubscribed, .credentialsRefused,
      ]
    case .question: [.connectionRefused, .lostAnswer]
    case .total: [.connectionRefused, .lostAnswer, .serverErrorBefore]
    case .outage: [.credentialsLost, .credentialsRefused, .providerDown]
    }
  }
}
