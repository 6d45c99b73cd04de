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
