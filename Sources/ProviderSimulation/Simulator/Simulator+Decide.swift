extension Simulator {
  /// The exchange inside the lock: the reply before its last distortions, and the journal line to wait for.
  func decide(_ admission: Admission, _ world: inout World) -> (reply: Reply, line: Int?) {
    if let refusal = admission.refusal { return (whole(refusal), nil) }
    for fault in admission.faults {
      if case .reset(isAfterEffect: false) = fault {
        return (Reply(answer: dated(SimulatedAnswer(status: 200)), delivery: .reset), nil)
      }
      if let answer = FaultAnswers.beforeEffect(fault, api: admission.api) { return (whole(answer), nil) }
    }
    let decision =
      admission.api == .stripe ? decideStripe(admission, world) : decideMarketplace(admission, &world)
    do throws(JournalError) {
      let line = try commit(decision.effects, &world)
      return (whole(decision.answer), line)
    } catch {
      return (whole(Self.broken(error)), nil)
    }
  }

  private func whole(_ answer: SimulatedAnswer) -> Reply {
    Reply(answer: dated(answer), delivery: .whole)
  }

  func stripeContext(nowSeconds: Int64, requestID: String) -> StripeContext {
    StripeContext(
      acceptedKey: settings.stripeKey, livemode: settings.isLivemode,
      summaryLagSeconds: settings.stripeSummaryLagSeconds, nowSeconds: nowSeconds, requestID: requestID)
  }

  private func decideStripe(
    _ admission: Admission, _ world: borrowing World
  ) -> (answer: SimulatedAnswer, effects: [SimulationEffect]) {
    let context = stripeContext(nowSeconds: clock.nowSeconds, requestID: admission.requestID)
    var decision = world.state.stripe.decide(admission.request, context)
    let isReplay = decision.answer.header("Idempotent-Replayed") != nil
    let series = world.state.stripe.series(of: admission.request, context)
    let meterID = series.flatMap { world.state.stripe.meter(eventName: $0.eventName)?.id }
    for fault in admission.faults where !isReplay {
      StripeFaults.apply(fault, to: &decision, meterID: meterID, admission.request, context)
    }
    return (decision.answer, decision.effects.map { .stripe($0) })
  }

  private func decideMarketplace(
    _ admission: Admission, _ world: inout World
  ) -> (answer: SimulatedAnswer, effects: [SimulationEffect]) {
    var context = MarketplaceContext(nowSeconds: clock.nowSeconds, requestID: admission.requestID)
    context.distortion = distortion(admission, &world)
    let nowNanoseconds = MonotonicTime.nowNanoseconds
    var throttle = world.throttle
    var decision = world.state.marketplace.decide(admission.request, context) { caller in
      !settings.isRateLimited
        || throttle.admit(
          account: caller.credential.account, region: caller.region, nowNanoseconds: nowNanoseconds)
    }
    world.throttle = throttle
    for fault in admission.faults {
      if case .failed(let status, true, _) = fault {
        decision.answer = FaultAnswers.failed(status: status, api: .aws)
      }
      if case .failed(let status, false, true) = fault {
        decision = MarketplaceDecision(answer: FaultAnswers.failed(status: status, api: .aws))
      }
    }
    return (decision.answer, decision.effects.map { .marketplace($0) })
  }

  private func distortion(_ admission: Admission, _ world: inout World) -> BatchDistortion {
    var distortion = BatchDistortion()
    let numbers = Array(1...max(1, admission.subject.recordCount))
    for fault in admission.faults {
      switch fault {
      case .unprocessed(let count):
        distortion.unprocessed = Set(numbers.shuffled(using: &world.random).prefix(count ?? numbers.count))
      case .unmentioned(let count):
        distortion.unmentioned = Set(numbers.shuffled(using: &world.random).prefix(count))
      case .resultStatus(let status): distortion.status = status
      case .scientificTimes: distortion.hasScientificTimes = true
      default: break
      }
    }
    if settings.isShuffled { distortion.order = numbers.map { $0 - 1 }.shuffled(using: &world.random) }
    return distortion
  }
}
