package import Billing
package import HTTPTransport

/// Places where a test has a run die, fail or stop. They lie around the seams, so that the rooms behind them know
/// nothing of it, and exist only where the build defines `FAIL_POINTS`; elsewhere each function answers what it
/// was given.
package enum FailPoints {
  /// A store with a fail point before and after each effect that lasts.
  package static func around(_ store: any Store) -> any Store {
    #if FAIL_POINTS
      return FailPointStore(store)
    #else
      return store
    #endif
  }

  /// A witness with a fail point before and after each mark it keeps.
  package static func around(_ witness: any Witness) -> any Witness {
    #if FAIL_POINTS
      return FailPointWitness(witness)
    #else
      return witness
    #endif
  }

  /// A transport with a fail point before the first byte, after the last byte of requests, and after the answers.
  package static func around(_ transport: any HTTPSending) -> any HTTPSending {
    #if FAIL_POINTS
      return FailPointTransport(transport)
    #else
      return transport
    #endif
  }

  /// Writes a run's results with a fail point before and after.
  package static func aroundResults<Answer, Failure: Error>(
    _ write: () throws(Failure) -> Answer
  ) throws(Failure) -> Answer {
    #if FAIL_POINTS
      _ = FailPointPlan.reached(FailPoint(.results, .before))
      defer { _ = FailPointPlan.reached(FailPoint(.results, .after)) }
    #endif
    return try write()
  }
}
