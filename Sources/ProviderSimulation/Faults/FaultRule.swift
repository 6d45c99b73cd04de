import StrictJSON

/// When a fault strikes.
struct FaultRule: Hashable, Sendable {
  /// What a request must be about; absent parts match everything.
  struct Match: Hashable, Sendable {
    /// Part of the path, of `X-Amz-Target`, or of the STS action.
    var path: String?
    /// A customer, account or identifier somewhere in the request.
    var customer: String?
    /// An AWS dimension or a Stripe event name somewhere in the request.
    var dimension: String?
  }
  let api: SimulatedAPI
  let match: Match
  let kind: FaultKind
  /// How many matching requests pass first.
  let after: Int
  /// How many times it strikes; `nil` for always.
  let count: Int?
  /// How likely it strikes when its turn has come.
  let probabilityPercent: Int
}
