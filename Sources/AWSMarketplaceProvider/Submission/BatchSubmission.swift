import Billing
import HTTPTransport

/// Sends the items of one batch key: cuts them into requests, halves what AWS refuses as a whole, and gathers
/// one answer an item.
struct BatchSubmission {
  /// Sends one request and reads its answer; re-signing and renewing credentials lie behind it.
  typealias Exchange = (_ records: [[UInt8]], _ productCode: String?) -> ExchangeResult

  /// What came of one request.
  enum ExchangeResult {
    /// An answer, with its evidence where a whole one came.
    case answer(BatchMeterUsageAnswer, AnswerEvidence?)
    /// Nothing was sent, or AWS is closed to us: the same for all.
    case stopped(ItemAnswer)
  }

  let productCode: String?
  let window: AcceptanceWindow
  let now: () -> Instant
  /// Whether an attempt before this one may have counted of an item.
  let mayHaveCounted: (DispatchItem) -> Bool
  let exchange: Exchange
  private var answers: [String: ItemAnswer] = [:]
  private var stop: ItemAnswer?

  init(
    productCode: String?, window: AcceptanceWindow, now: @escaping () -> Instant,
    mayHaveCounted: @escaping (DispatchItem) -> Bool, exchange: @escaping Exchange
  ) {
    self.productCode = productCode
    self.window = window
    self.now = now
    self.mayHaveCounted = mayHaveCounted
    self.exchange = exchange
  }

  /// One answer an item, in order.
  mutating func run(_ items: [DispatchItem]) -> [ItemAnswer] {
    let overhead = BatchMeterUsageEncoding.request(records: [], productCode: productCode).count
    let start = now()
    let batches = BatchPlan.batches(items, overheadByteCount: overhead) {
      window.standing(of: $0.bucket.start, at: start).isPastWindow
    }
    for batch in batches { send(batch) }
    return items.map { item in
      guard let answer = answers[item.id] else { preconditionFailure("every item was in a batch") }
      return answer
    }
  }

  /// Halving goes at most five deep: 25, 13, 7, 4, 2, 1.
  private mutating func send(_ batch: [DispatchItem]) {
    guard !isStopped(batch), !isResendUnsafe(batch) else { return }
    switch exchange(batch.map(\.payload.bytes), productCode) {
    case .stopped(let answer): halt(batch, answer)
    case .answer(let answer, let evidence): settle(batch, answer, evidence)
    }
  }

  private mutating func settle(
    _ batch: [DispatchItem], _ answer: BatchMeterUsageAnswer, _ evidence: AnswerEvidence?
  ) {
    let retryAfterSeconds = evidence?.retryAfterSeconds
    switch answer {
    case .notProcessed(let detail):
      halt(batch, .refusedForNow(detail: detail, retryAfterSeconds: retryAfterSeconds))
    case .ambiguous(let detail):
      halt(
        batch, .ambiguous(detail: detail, needsNewGeneration: false, retryAfterSeconds: retryAfterSeconds))
    case .processed(let verdicts, let entries, let foreignRecords):
      let note =
        foreignRecords.isEmpty
        ? "" : "; the answer also lists \(foreignRecords.count) records we did not send"
      for (item, (verdict, entry)) in zip(batch, zip(verdicts, entries)) {
        answers[item.id] = Self.answer(verdict, at: entry, evidence: evidence, note: note)
      }
    case .refused(let error):
      refused(batch, error, retryAfterSeconds)
    }
  }

  private mutating func refused(_ batch: [DispatchItem], _ error: AWSErrorType, _ retryAfterSeconds: Int64?) {
    let tried = RefusalHandling.Tried(renewedCredentials: true, signedAgain: true)
    let step = RefusalHandling.step(
      for: error, recordCount: batch.count, tried: tried, retryAfterSeconds: retryAfterSeconds)
    switch step {
    case .halve:
      let middle = (batch.count + 1) / 2
      send(Array(batch[..<middle]))
      send(Array(batch[middle...]))
    case .judge:
      answers[batch[0].id] = RefusalHandling.judge(
        error, item: batch[0], mayHaveCounted: mayHaveCounted(batch[0]), window: window, now: now())
    case .answerAll(let answer): for item in batch { answers[item.id] = answer }
    case .stop(let answer): halt(batch, answer)
    case .renewCredentials, .signAgain: preconditionFailure("both were tried before a refusal is settled")
    }
  }

  /// Answers the batch, and every later one without sending it.
  private mutating func halt(_ batch: [DispatchItem], _ answer: ItemAnswer) {
    for item in batch { answers[item.id] = answer }
    stop = answer
  }

  private mutating func isStopped(_ batch: [DispatchItem]) -> Bool {
    guard let stop else { return false }
    for item in batch { answers[item.id] = Self.notSent(after: stop) }
    return true
  }

  /// Beyond the window AWS may no longer remember a record it took: what may have counted is not sent again.
  /// The earlier doubt stays with the item, and time does not lift it: there is no hurry to ask again.
  private mutating func isResendUnsafe(_ batch: [DispatchItem]) -> Bool {
    guard batch.count == 1, let item = batch.first, mayHaveCounted(item),
      window.standing(of: item.bucket.start, at: now()).isPastWindow
    else { return false }
    answers[item.id] = .refusedForNow(
      detail:
        "not sent: the hour \(item.bucket.start.text) is past its window, and an earlier attempt may have "
        + "counted",
      retryAfterSeconds: 3_600)
    return true
  }

  private static func notSent(after stop: ItemAnswer) -> ItemAnswer {
    switch stop {
    case .closed: return stop
    case .refusedForNow(let detail, let seconds), .ambiguous(let detail, _, let seconds):
      return .refusedForNow(
        detail: "not sent, because of the request before: \(detail)", retryAfterSeconds: seconds)
    case .delivered, .rejected, .conflicting, .countedOtherwise, .parked:
      preconditionFailure("one record's answer never stops the others")
    }
  }

  private static func answer(
    _ verdict: RecordVerdict, at entry: Range<Int>?, evidence: AnswerEvidence?, note: String
  ) -> ItemAnswer {
    switch verdict {
    case .accepted(let recordID):
      guard let evidence, let entry else { preconditionFailure("a verdict comes from an answer") }
      return .delivered(evidence.receipt(recordID: recordID, entry: entry))
    case .holdsAnotherQuantity(let detail): return .conflicting(detail: detail + note)
    case .notSubscribed:
      return .closed(
        detail:
          "AWS answered CustomerNotSubscribed: the buyer has no active agreement, is suspended, or is named "
          + "wrongly"
          + note, closure: nil)
    case .unprocessed:
      return .refusedForNow(
        detail: "AWS did not process the record (UnprocessedRecords)" + note, retryAfterSeconds: nil)
    case .unclear(let detail):
      return .ambiguous(detail: detail + note, needsNewGeneration: false, retryAfterSeconds: nil)
    }
  }
}
