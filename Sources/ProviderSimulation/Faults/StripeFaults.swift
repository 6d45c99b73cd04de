/// Faults that change what Stripe does with a request, not only how the answer travels.
enum StripeFaults {
  static func apply(
    _ fault: FaultKind, to decision: inout StripeDecision, meterID: String?, _ request: ReceivedRequest,
    _ context: StripeContext
  ) {
    switch fault {
    case .failed(let status, let isAfterEffect, let isStored):
      guard isAfterEffect || isStored else { return }
      var answer = FaultAnswers.failed(status: status, api: .stripe)
      answer.setHeader("Request-Id", context.requestID)
      if !isAfterEffect { decision.effects = [] }
      if isStored, let key = request.header("Idempotency-Key") {
        decision.effects.removeAll { if case .answerStored = $0 { true } else { false } }
        decision.effects.append(StripeState.storing(answer, of: request, key: key, context))
      }
      decision.answer = answer
    case .rejectedLater(let code):
      let isTaken = decision.effects.contains { if case .eventAccepted = $0 { true } else { false } }
      guard isTaken else { return }
      replaceFate(.rejected, in: &decision)
      decision.effects.append(.eventRejected(rejection(code, meterID: meterID, request, context)))
    case .lostLater: replaceFate(.lost, in: &decision)
    default: break
    }
  }

  private static func replaceFate(_ fate: StripeMeterEvent.Fate, in decision: inout StripeDecision) {
    decision.effects = decision.effects.map { effect in
      guard case .eventAccepted(var event) = effect else { return effect }
      event.fate = fate
      return .eventAccepted(event)
    }
  }

  private static func rejection(
    _ code: String, meterID: String?, _ request: ReceivedRequest, _ context: StripeContext
  ) -> StripeRejection {
    StripeRejection(
      code: code, message: "Refused by the fault script: \(code)",
      meterID: code == "no_meter" ? nil : meterID,
      idempotencyKey: request.header("Idempotency-Key") ?? context.requestID, atSeconds: context.nowSeconds)
  }
}
