import Hashing

extension StripeState {
  /// The whole answer to a request: authentication, routing, idempotency, then the endpoint's own rules.
  func decide(_ request: ReceivedRequest, _ context: StripeContext) -> StripeDecision {
    var decision = decideUnnamed(request, context)
    decision.answer.setHeader("Request-Id", context.requestID)
    if let key = request.header("Idempotency-Key") { decision.answer.setHeader("Idempotency-Key", key) }
    if let version = request.header("Stripe-Version") { decision.answer.setHeader("Stripe-Version", version) }
    return decision
  }

  private func decideUnnamed(_ request: ReceivedRequest, _ context: StripeContext) -> StripeDecision {
    do throws(StripeRefusal) {
      try StripeAuthentication.check(request, context)
      guard let endpoint = StripeEndpoint(method: request.method, path: request.path) else {
        throw StripeRefusal.unrecognized(method: request.method, path: request.path)
      }
      if let key = request.header("Idempotency-Key"), request.method == "POST" {
        return try decideOnce(endpoint, request, context, key: key)
      }
      return try execute(endpoint, request, context)
    } catch {
      var refusal = error
      if request.path.hasPrefix("/v2/"), refusal.code == nil { refusal.code = "invalid_fields" }
      return StripeDecision(answer: refusal.answer, isStorable: refusal.isStorable)
    }
  }

  private func decideOnce(
    _ endpoint: StripeEndpoint, _ request: ReceivedRequest, _ context: StripeContext, key: String
  ) throws(StripeRefusal) -> StripeDecision {
    guard key.count <= StripeLimits.idempotencyKeyLengthMax else {
      throw StripeRefusal(
        type: "idempotency_error",
        message: "Idempotency keys must be at most \(StripeLimits.idempotencyKeyLengthMax) characters long.")
    }
    if let stored = storedAnswer(request, context) {
      guard stored.parametersDigest == Self.parametersDigest(request) else {
        throw StripeRefusal.keyReused(key)
      }
      var answer = stored.answer
      answer.setHeader("Idempotent-Replayed", "true")
      return StripeDecision(answer: answer)
    }
    var decision: StripeDecision
    do throws(StripeRefusal) {
      decision = try execute(endpoint, request, context)
    } catch {
      decision = StripeDecision(answer: error.answer, isStorable: error.isStorable)
    }
    if decision.isStorable, !endpoint.isSecondVersion {
      decision.effects.append(Self.storing(decision.answer, of: request, key: key, context))
    }
    return decision
  }

  /// What an Idempotency-Key that is still remembered was answered.
  func storedAnswer(_ request: ReceivedRequest, _ context: StripeContext) -> StripeStoredAnswer? {
    guard let key = request.header("Idempotency-Key") else { return nil }
    let account = Self.account(of: request, context)
    guard let stored = storedAnswers[StripeIdempotencyKey(account: account, text: key)],
      context.nowSeconds - stored.storedAtSeconds < StripeLimits.rollingSeconds
    else { return nil }
    return stored
  }

  /// The effect of keeping `answer` under the request's Idempotency-Key.
  static func storing(
    _ answer: SimulatedAnswer, of request: ReceivedRequest, key: String, _ context: StripeContext
  ) -> StripeEffect {
    .answerStored(
      StripeIdempotencyKey(account: account(of: request, context), text: key),
      StripeStoredAnswer(
        parametersDigest: parametersDigest(request), answer: answer, storedAtSeconds: context.nowSeconds))
  }

  /// `Stripe-Account`, else the account that owns the key.
  static func account(of request: ReceivedRequest, _ context: StripeContext) -> String {
    request.header("Stripe-Account") ?? context.accountID
  }

  private static func parametersDigest(_ request: ReceivedRequest) -> String {
    Digest256(of: Array("\(request.method) \(request.path)?\(request.query)\n".utf8) + request.body).hex
  }

  private func execute(
    _ endpoint: StripeEndpoint, _ request: ReceivedRequest, _ context: StripeContext
  ) throws(StripeRefusal) -> StripeDecision {
    switch endpoint {
    case .createMeterEvent: try createMeterEvent(request, context)
    case .createMeterEventV2: createMeterEventV2(request, context)
    case .createAdjustment: try createAdjustment(request, context)
    case .listMeters: try listMeters(request, context)
    case .retrieveMeter(let id): try retrieveMeter(id: id, context)
    case .listSummaries(let meterID): try listSummaries(meterID: meterID, request, context)
    case .retrieveAccount: retrieveAccount(context)
    case .listEvents: try listEvents(request, context)
    case .retrieveEvent(let id): try retrieveEvent(id: id, context)
    }
  }
}
