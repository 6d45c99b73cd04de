/// What leaves, and how.
package struct Reply: Hashable, Sendable {
  /// What happens on the connection.
  package enum Delivery: String, Hashable, Sendable {
    /// The whole answer is written.
    case whole
    /// The connection is reset before a byte of the answer.
    case reset
    /// The connection is reset in the middle of the body.
    case resetMidBody
  }
  /// The answer, with `Date`.
  package var answer: SimulatedAnswer
  /// What happens on the connection.
  package var delivery: Delivery
}
