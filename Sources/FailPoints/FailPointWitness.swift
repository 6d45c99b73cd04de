#if FAIL_POINTS
  import Billing

  /// A witness that can be made to fail around each mark.
  final class FailPointWitness: Witness {
    private let witness: any Witness

    init(_ witness: any Witness) { self.witness = witness }

    func mark() throws(WitnessError) -> WitnessMark? { try witness.mark() }

    func keep(_ mark: WitnessMark, isDurable: Bool) throws(WitnessError) {
      try fail(.before)
      try witness.keep(mark, isDurable: isDurable)
      try fail(.after)
    }

    private func fail(_ side: FailPoint.Side) throws(WitnessError) {
      let point = FailPoint(.mark, side)
      if FailPointPlan.reached(point) { throw WitnessError("fail point \(point.name)") }
    }
  }
#endif
