import Billing

/// AWS Marketplace at the seam: batches, halved when they are refused as a whole, each record answered by its own
/// verdict.
final class SimulatedMarketplace: SimulatedProvider, Provider {
  let id = SimulatedCatalog.awsID
  let claimRule = ClaimRule(itemCountMax: 25, isExclusiveBySeries: false, sharesBatchKey: true)
  let safeResendSeconds: Int64? = nil
  private var progressBeforeClaim: [String: DispatchProgress] = [:]
  /// Whether a request of this submission went wrong for all, so that the rest of it is left.
  private var isHalted = false
  private var notAfter: UInt64 = 0

  func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload {
    frozen(bucket, batchKey: "us-east-1")
  }

  func deadline(for bucket: BucketKey) -> Instant {
    world.marketplace.end(of: bucket.start).adding(seconds: -1 - givenUpSeconds)
  }

  func askTime() -> Instant? { askTime(world.marketplace.outage) }

  func prepare(for items: [DispatchItem]) -> Preparation {
    guard world.enter(process, .prepare) else {
      return .closed(.unreachable, state: .deferred, reason: "the process is dead")
    }
    progressBeforeClaim = Dictionary(items.map { ($0.id, $0.progress) }, uniquingKeysWith: { $1 })
    if let closed = closure(&world.marketplace.outage, missingState: .skipped) { return closed }
    var blocked: [String: String] = [:]
    let now = now()
    for item in items where item.bucket.start.adding(hours: 1).start > now {
      blocked[item.id] = "the hour is not over"
    }
    block(items, into: &blocked)
    return .ready(blocked: blocked)
  }

  func total(of item: DispatchItem, in hours: BillingWindow) -> BucketTotal {
    now() <= item.deadlineAt ? .deduplicated : .unanswerable(reason: "AWS tells nothing about that hour")
  }

  func submit(_ items: [DispatchItem], notAfterNanoseconds: UInt64) -> [ItemAnswer] {
    notAfter = notAfterNanoseconds
    var answers: [String: ItemAnswer] = [:]
    isHalted = false
    send(items, into: &answers)
    return items.map { item in
      let answer = answers[item.id] ?? SimulatedStripe.deadAnswer
      return process.isDead ? answer : process.heard(answer, of: item, isStripe: false)
    }
  }

  /// Whether an attempt before the present one may have counted.
  private func mayHaveCounted(_ item: DispatchItem) -> Bool {
    guard item.progress.attemptCount > 1 else { return false }
    guard let before = progressBeforeClaim[item.id], before.attemptCount + 1 == item.progress.attemptCount
    else { return true }
    return before.ambiguousSince != nil
  }
}

// MARK: - Batches

extension SimulatedMarketplace {
  private func send(_ batch: [DispatchItem], into answers: inout [String: ItemAnswer]) {
    guard !process.isDead else { return }
    if let notSent = reasonNotToSend() { return answerAll(batch, notSent, &answers) }
    let askedNanoseconds = clock.nanoseconds
    for item in batch {
      process.checkDeparture(
        of: item.id, bytes: item.payload.bytes, identifier: item.id, uniqueSeconds: nil)
    }
    let departedMicroseconds = world.microseconds
    guard world.enter(process, .exchange) else { return }
    if process.isConnectionDead(since: departedMicroseconds) {
      return answerAll(batch, Self.lostAnswer, &answers)
    }
    let fault = world.choices.first(of: .marketplace)
    if let fault { world.marks.hit(fault) }
    let outcome = outcome(of: batch, fault)
    guard world.leave(process, .exchange) else { return }
    switch outcome {
    case .unanswered(let answer):
      isHalted = true
      answerAll(batch, answer, &answers)
    case .processed(let verdicts):
      takeDate(askedNanoseconds: askedNanoseconds)
      for (item, verdict) in zip(batch, verdicts) { answers[item.id] = answer(verdict) }
    case .refused(let refusal): refused(batch, refusal, into: &answers)
    }
  }

  private func reasonNotToSend() -> ItemAnswer? {
    if let stop { return .closed(detail: "not sent: \(stop.reason)", closure: stop.cause) }
    if isHalted {
      return .refusedForNow(detail: "not sent, because of the request before", retryAfterSeconds: nil)
    }
    if isTooLate(notAfter) {
      return .refusedForNow(detail: "not sent: too long after the claim", retryAfterSeconds: nil)
    }
    guard !process.isStopRequested else {
      return .refusedForNow(detail: "not sent: the run was asked to stop", retryAfterSeconds: nil)
    }
    return nil
  }

  private func answerAll(
    _ batch: [DispatchItem], _ answer: ItemAnswer, _ answers: inout [String: ItemAnswer]
  ) {
    for item in batch { answers[item.id] = answer }
  }

  private func refused(
    _ batch: [DispatchItem], _ refusal: MarketplaceModel.Refusal, into answers: inout [String: ItemAnswer]
  ) {
    guard batch.count > 1, world.mutant != .noHalving else {
      for item in batch { answers[item.id] = judge(item, refusal) }
      return
    }
    world.marks.hit(.batchHalved)
    let middle = (batch.count + 1) / 2
    send(Array(batch[..<middle]), into: &answers)
    send(Array(batch[middle...]), into: &answers)
  }

  private func judge(_ item: DispatchItem, _ refusal: MarketplaceModel.Refusal) -> ItemAnswer {
    switch refusal {
    case .recordRefused: return .parked(detail: "the dimension is unknown")
    case .outOfWindow:
      if item.bucket.start.adding(hours: 1).start > now() {
        return .refusedForNow(detail: "the hour is not over", retryAfterSeconds: 3_600)
      }
      return mayHaveCounted(item)
        ? .ambiguous(detail: "no longer accepted", needsNewGeneration: false, retryAfterSeconds: nil)
        : .rejected(detail: "no longer accepted")
    }
  }

  private func answer(_ verdict: MarketplaceModel.Verdict) -> ItemAnswer {
    switch verdict {
    case .accepted: .delivered(Self.receipt(.new))
    case .holdsAnother: .conflicting(detail: "DuplicateRecord")
    case .unprocessed where world.mutant == .unprocessedIsDelivered: .delivered(Self.receipt(.new))
    case .unprocessed: .refusedForNow(detail: "UnprocessedRecords", retryAfterSeconds: nil)
    case .notSubscribed: .closed(detail: "CustomerNotSubscribed", closure: nil)
    }
  }
}

// MARK: - One exchange

extension SimulatedMarketplace {
  private enum Outcome {
    case unanswered(ItemAnswer)
    case processed([MarketplaceModel.Verdict])
    case refused(MarketplaceModel.Refusal)
  }

  private static let lostAnswer = ItemAnswer.ambiguous(
    detail: "no whole answer", needsNewGeneration: false, retryAfterSeconds: nil)

  private func outcome(of batch: [DispatchItem], _ fault: FaultKind?) -> Outcome {
    let outage = world.marketplace.outage
    if world.microseconds < outage.downUntil {
      return .unanswered(.refusedForNow(detail: "nothing was sent", retryAfterSeconds: nil))
    }
    if fault == .credentialsRefused { world.refuseCredentials(&world.marketplace.outage) }
    if world.microseconds < world.marketplace.outage.credentialsRefusedUntil {
      stop = (.credentialsRefused, "AccessDenied")
      return .unanswered(.closed(detail: "AccessDenied", closure: .credentialsRefused))
    }
    let records = batch.map(record)
    let ambiguous = Outcome.unanswered(Self.lostAnswer)
    switch fault {
    case .throttled: return .unanswered(.refusedForNow(detail: "ThrottlingException", retryAfterSeconds: 1))
    case .connectionRefused:
      return .unanswered(.refusedForNow(detail: "nothing was sent", retryAfterSeconds: nil))
    case .serverErrorBefore, .reset: return ambiguous
    case .serverErrorAfter, .lostAnswer, .garbage:
      _ = received(records)
      return ambiguous
    case .ghost:
      world.marketplace.receiveLater(records, world)
      return ambiguous
    case .repeatedLater: world.marketplace.receiveLater(records, world)
    case .slowProvider: world.advance(by: 29_000_000)
    case .unprocessed: return received(records, skipped: [world.choices.pick(records)], as: .unprocessed)
    case .notSubscribed: return received(records, skipped: [world.choices.pick(records)], as: .notSubscribed)
    default: break
    }
    return received(records)
  }

  private func received(
    _ records: [Int], skipped: Set<Int> = [], as verdict: MarketplaceModel.Verdict = .unprocessed
  ) -> Outcome {
    switch world.marketplace.receive(records, skipped: skipped, as: verdict, world) {
    case .success(let verdicts): .processed(verdicts)
    case .failure(let error): .refused(error.refusal)
    }
  }
}
