import Billing

/// Stripe at the seam: answers as the adapter makes them of what the model does and the network loses.
final class SimulatedStripe: SimulatedProvider, Provider {
  let id = SimulatedCatalog.stripeID
  var claimRule: ClaimRule {
    ClaimRule(
      itemCountMax: 256, isExclusiveBySeries: world.mutant != .notExclusive, sharesBatchKey: false)
  }

  /// As `StripeLimits` has it.
  static let safeResendSeconds: Int64 = 22 * 3_600

  var safeResendSeconds: Int64? { world.mutant == .ignoreWindow ? nil : Self.safeResendSeconds }

  func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload { frozen(bucket, batchKey: "") }

  func deadline(for bucket: BucketKey) -> Instant {
    StripeModel.end(of: bucket.start).adding(seconds: -givenUpSeconds)
  }

  func askTime() -> Instant? { askTime(world.stripe.outage) }

  func prepare(for items: [DispatchItem]) -> Preparation {
    let askedNanoseconds = clock.monotonicNanoseconds()
    guard world.enter(process, .prepare) else {
      return .closed(.unreachable, state: .deferred, reason: "the process is dead")
    }
    if let closed = closure(&world.stripe.outage, missingState: .deferred) { return closed }
    takeDate(askedNanoseconds: askedNanoseconds)
    if let stop { return .closed(stop.cause, state: .deferred, reason: stop.reason) }
    var blocked: [String: String] = [:]
    let latest = now().adding(seconds: 300)
    for item in items where item.bucket.start.start.adding(seconds: 1_800) > latest {
      blocked[item.id] = "ahead of Stripe's clock"
    }
    block(items, into: &blocked)
    return .ready(blocked: blocked)
  }

  func submit(_ items: [DispatchItem], notAfterNanoseconds: UInt64) -> [ItemAnswer] {
    items.map { answer(for: $0, notAfterNanoseconds) }
  }

  private func answer(for item: DispatchItem, _ notAfterNanoseconds: UInt64) -> ItemAnswer {
    guard !process.isDead else { return Self.deadAnswer }
    if let stop { return .closed(detail: "not sent: \(stop.reason)", closure: stop.cause) }
    if isTooLate(notAfterNanoseconds) {
      return .refusedForNow(detail: "not sent: too long after the claim", retryAfterSeconds: nil)
    }
    guard !process.isStopRequested else {
      return .refusedForNow(detail: "not sent: the run was asked to stop", retryAfterSeconds: nil)
    }
    return process.heard(exchange(item), of: item, isStripe: true)
  }

  static let deadAnswer = ItemAnswer.ambiguous(
    detail: "the process is dead", needsNewGeneration: false, retryAfterSeconds: nil)

  private func request(_ item: DispatchItem) -> StripeRequest {
    let isFresh = world.mutant == .freshIdentPerAttempt && item.progress.attemptCount > 1
    let identifier = isFresh ? "\(item.id)-\(item.progress.attemptCount)" : item.id
    return StripeRequest(
      record: record(of: item), identifier: identifier, key: "\(item.id)#\(item.progress.generation)",
      stampMicroseconds: item.bucket.start.start.adding(seconds: 1_800).microseconds)
  }
}

// MARK: - Totals

extension SimulatedStripe {
  /// The summary of the hours of the item's series, which lags.
  func total(of item: DispatchItem, in hours: BillingWindow) -> BucketTotal {
    guard world.enter(process, .askTotal), world.microseconds >= world.stripe.outage.downUntil else {
      return .unreachable(reason: "nobody answers")
    }
    if let fault = world.choices.first(of: .total) {
      world.marks.hit(fault)
      return .unreachable(reason: fault.name)
    }
    let lagMicroseconds = world.drawnLagMicroseconds()
    let number = record(of: item)
    let (bucket, isTotal) = (world.books.records[number].bucket, world.books.records[number].isTotal)
    let series = world.books.buckets[bucket].series
    let units = world.books.buckets.indices.reduce(Int128(0)) { sum, index in
      let candidate = world.books.buckets[index]
      guard candidate.series == series, hours.contains(candidate.key.start) else { return sum }
      return sum
        + world.stripe.summary(index, isTotal: isTotal, upTo: world.microseconds - lagMicroseconds)
    }
    let isSeries = hours != item.bucket.window
    let told =
      world.mutant == .hourTellsAll && isSeries
      ? world.mirror.deliveredUnits(ofSeries: series, in: hours) : units
    let text = GridText.format(told, gridDigits: item.address["digits"].flatMap { Int($0) } ?? 0)
    world.note(process.name, "\(item.id.suffix(6)): the total of \(hours.text) is \(text)")
    return .counted(
      valueText: text, accumulation: isTotal ? .total : .delta, evidence: Self.receipt(.found))
  }
}

// MARK: - One exchange

extension SimulatedStripe {
  private func exchange(_ item: DispatchItem) -> ItemAnswer {
    let askedNanoseconds = clock.nanoseconds
    let request = request(item)
    process.checkDeparture(
      of: item.id, bytes: item.payload.bytes, identifier: request.identifier,
      uniqueSeconds: StripeModel.uniqueSecondsMin)
    let departedMicroseconds = world.microseconds
    guard world.enter(process, .exchange) else { return Self.deadAnswer }
    guard !process.isConnectionDead(since: departedMicroseconds) else { return Self.unansweredAnswer(nil) }
    if world.microseconds < world.stripe.outage.downUntil {
      return .refusedForNow(detail: "nothing was sent", retryAfterSeconds: nil)
    }
    let fault = world.choices.first(of: .stripe)
    if let fault { world.marks.hit(fault) }
    if fault == .credentialsRefused { world.refuseCredentials(&world.stripe.outage) }
    if world.microseconds < world.stripe.outage.credentialsRefusedUntil {
      stop = (.credentialsRefused, "401")
      return .closed(detail: "401", closure: .credentialsRefused)
    }
    let reply = outcome(of: request, fault)
    guard world.leave(process, .exchange) else { return Self.deadAnswer }
    if fault == .countedOtherwise { return .countedOtherwise(detail: "another event is in the answer") }
    return reply.map { answer($0, item, askedNanoseconds) } ?? Self.unansweredAnswer(fault)
  }

  /// What the network and Stripe make of a request; `nil` when no answer comes.
  private func outcome(of request: StripeRequest, _ fault: FaultKind?) -> StripeModel.Reply? {
    let (world, stripe) = (world, world.stripe)
    switch fault {
    case .throttled, .reset, .connectionRefused: return nil
    case .serverErrorBefore:
      stripe.storeServerError(request, world)
      return .serverError
    case .serverErrorAfter: return stripe.receive(request, world, failsAfter: true)
    case .lostAnswer, .garbage:
      _ = stripe.receive(request, world)
      return nil
    case .countedOtherwise:
      // Either the answer alone is wrong, or the event went into the other mode, where it bills nothing.
      if world.choices.oneIn(2) { _ = stripe.receive(request, world) }
      return nil
    case .ghost:
      world.stripe.receiveLater(request, world)
      return nil
    case .repeatedLater:
      world.stripe.receiveLater(request, world)
      return stripe.receive(request, world)
    case .slowProvider:
      world.advance(by: 75_000_000)
      return stripe.receive(request, world)
    default: return stripe.receive(request, world)
    }
  }

  private static func unansweredAnswer(_ fault: FaultKind?) -> ItemAnswer {
    switch fault {
    case .throttled: .refusedForNow(detail: "429", retryAfterSeconds: 2)
    case .connectionRefused: .refusedForNow(detail: "nothing was sent", retryAfterSeconds: nil)
    default: .ambiguous(detail: "no whole answer", needsNewGeneration: false, retryAfterSeconds: nil)
    }
  }

  private func answer(
    _ reply: StripeModel.Reply, _ item: DispatchItem, _ askedNanoseconds: UInt64
  ) -> ItemAnswer {
    switch reply {
    case .accepted(let isReplayed):
      takeDate(askedNanoseconds: askedNanoseconds)
      return .delivered(Self.receipt(isReplayed ? .duplicate : .new))
    case .duplicate: return .delivered(Self.receipt(.duplicate))
    case .serverError: return .ambiguous(detail: "500", needsNewGeneration: true, retryAfterSeconds: nil)
    case .contentRefused: return .parked(detail: "400")
    case .tooOld where item.progress.attemptCount <= 1: return .rejected(detail: "too old")
    case .tooOld:
      return .ambiguous(detail: "too old", needsNewGeneration: false, retryAfterSeconds: nil)
    }
  }
}

extension World {
  /// How far behind a total is.
  func drawnLagMicroseconds() -> Int64 {
    guard choices.happens(.summaryLag) else { return 0 }
    marks.hit(.summaryLag)
    return choices.pick([60, 30, 5]) * 60_000_000
  }
}
