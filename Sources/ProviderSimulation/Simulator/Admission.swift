/// One request let in: what strikes it, and what it keeps others from doing until it is over.
struct Admission: Sendable {
  let request: ReceivedRequest
  let api: SimulatedAPI
  let requestID: String
  let number: Int
  let subject: RequestSubject
  let faults: [FaultKind]
  /// Names of what this request holds: its Idempotency-Key, its customer and meter.
  let holds: Set<String>
  /// The answer when something it needs is held by another.
  let refusal: SimulatedAnswer?

  func delayMilliseconds(isAfterEffect wanted: Bool) -> Int {
    faults.reduce(0) { sum, fault in
      if case .delayed(let milliseconds, wanted) = fault { return sum + milliseconds }
      return sum
    }
  }
}

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
