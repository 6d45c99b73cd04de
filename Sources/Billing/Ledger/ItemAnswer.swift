/// What one attempt means for one item, as its adapter reads the provider's answer. Every case is one of: counted,
/// refused before any effect, ambiguous.
package enum ItemAnswer: Hashable, Sendable {
  /// The provider counts it.
  case delivered(Receipt)
  /// Provably no effect, worth trying again with the same bytes: throttled, locked, never left this machine.
  case refusedForNow(detail: String, retryAfterSeconds: Int64?)
  /// Nobody knows whether it had an effect. With `needsNewGeneration` the provider would replay the stored answer, so
  /// the next attempt takes a new idempotency key around the same bytes.
  case ambiguous(detail: String, needsNewGeneration: Bool, retryAfterSeconds: Int64?)
  /// Provably no effect, and there is no use in trying again before somebody acts: credentials refused, not
  /// subscribed, interface switched off. A `closure` ends the run's dispatch to that provider; without one only this
  /// item waits.
  case closed(detail: String, closure: ClosureCause?)
  /// The provider will never take these bytes; it counts nothing of them.
  case rejected(detail: String)
  /// The provider holds another quantity for the bucket than our frozen bytes say: never resolved by itself.
  case conflicting(detail: String)
  /// The provider counted something, but not what the frozen bytes say, or in another mode: nobody knows what of the
  /// item counts, and it is never sent again.
  case countedOtherwise(detail: String)
  /// The configuration is at fault and the bytes may yet be right: a person must act.
  case parked(detail: String)
}
