package import Billing
import HTTPTransport

extension StripeProvider {
  /// Sends the items in slices that respect one request at a time for each customer and meter. After an answer that
  /// closes Stripe, or when sending would be too long after the claim, the rest is answered without being sent.
  package func submit(_ items: [DispatchItem], notAfterNanoseconds: UInt64) -> [ItemAnswer] {
    guard let key = configuration.key else {
      return items.map { _ in .closed(detail: "not sent: no Stripe API key", closure: .credentialsMissing) }
    }
    let requests = StripeRequests(key: key, configuration: configuration)
    var answers: [Int: ItemAnswer] = [:]
    for slice in SubmissionSlices.indexes(items, countMax: StripeLimits.concurrencyMax) {
      let askedNanoseconds: UInt64
      switch turn(ofCount: slice.count, notAfterNanoseconds) {
      case .notSent(let answer):
        for index in slice { answers[index] = answer }
        continue
      case .now(let nanoseconds): askedNanoseconds = nanoseconds
      }
      let outcomes = http.send(slice.map { requests.meterEvent(items[$0]) }, concurrencyMax: slice.count)
      precondition(outcomes.count == slice.count, "one request has one outcome")
      let verdicts = zip(slice, outcomes).map { index, outcome in
        receive(outcome, for: items[index], askedNanoseconds: askedNanoseconds) { answers[index] = $0 }
      }
      slowDown(after: verdicts)
    }
    return items.indices.map { index in
      guard let answer = answers[index] else { preconditionFailure("every item belongs to a slice") }
      return answer
    }
  }

  /// Judges one outcome, hands its answer to `settle` and answers the verdict.
  private func receive(
    _ outcome: HTTPOutcome, for item: DispatchItem, askedNanoseconds: UInt64, settle: (ItemAnswer) -> Void
  ) -> StripeVerdict {
    guard let sent = StripeSentEvent(item.payload.bytes) else {
      preconditionFailure("the frozen bytes of \(item.id) are not a meter event")
    }
    let verdict = StripeAnswer.verdict(on: outcome, sent: sent, isLive: configuration.isLive)
    var response: HTTPResponse?
    if case .answered(let answered) = outcome { response = answered }
    settle(ItemAnswerMaking.answer(verdict, item: item, response: response))
    switch verdict {
    case .counted, .countedBefore, .tooOld, .contentRefused:
      takeDate(outcome, askedNanoseconds: askedNanoseconds)
    case .refusedForNow, .ambiguous: break
    case .credentialsRefused(let detail): stop = (.credentialsRefused, detail)
    case .misconfigured(let detail), .contradicted(let detail), .countedOtherwise(let detail):
      stop = (.misconfigured, detail)
    }
    return verdict
  }

  /// Whether requests may leave now.
  private enum Turn {
    /// They may, at this instant of the monotonic clock.
    case now(nanoseconds: UInt64)
    /// The answer for items that were put in flight and do not leave: each is provably without effect.
    case notSent(ItemAnswer)
  }

  /// The last look at the clock before the first byte judges whether it may leave, and is when Stripe was asked: a
  /// process that is stopped between two looks would send by the earlier one.
  private func turn(ofCount count: Int, _ notAfterNanoseconds: UInt64) -> Turn {
    if let stop { return .notSent(.closed(detail: "not sent: \(stop.reason)", closure: stop.cause)) }
    guard waitForTurn(count) else {
      return .notSent(
        .refusedForNow(detail: "not sent: the run was asked to stop", retryAfterSeconds: nil))
    }
    let nanoseconds = clock.monotonicNanoseconds()
    guard nanoseconds <= notAfterNanoseconds else {
      return .notSent(
        .refusedForNow(
          detail: "not sent: too much time passed since the item was put in flight", retryAfterSeconds: nil))
    }
    return .now(nanoseconds: nanoseconds)
  }

  /// After a refusal for being too fast, the next slice waits as long as Stripe asked for, within bounds.
  private func slowDown(after verdicts: [StripeVerdict]) {
    let asked = verdicts.compactMap { verdict -> Int64? in
      if case .refusedForNow(_, let seconds) = verdict { seconds.map { $0 * 1_000 } ?? 500 } else { nil }
    }
    guard let longest = asked.max() else { return }
    _ = clock.sleep(milliseconds: min(longest, StripeLimits.pauseMillisecondsMax))
  }
}
