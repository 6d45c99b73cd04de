import Billing
import ProviderTiming
import HTTPTransport

/// The conversation with AWS's metering service: credentials, pace, AWS's clock, and what was learnt about
/// regions.
final class MeteringEndpoint {
  private let environment: AWSEnvironment
  private let http: any HTTPSending
  private let clock: any Clock
  private let configuration: AWSMarketplaceConfiguration
  private let chain: CredentialChain
  private let credentials: CredentialCache
  private var providerClock: ProviderClock
  private var clockCheck = ClockCheck()
  /// Why nothing more may be sent in this run.
  private(set) var alarm: String?
  private var paces: [String: RequestPace] = [:]
  private var disabledRegions: [String: String] = [:]

  init(
    environment: AWSEnvironment, http: any HTTPSending, clock: any Clock,
    configuration: AWSMarketplaceConfiguration, chain: CredentialChain
  ) {
    self.environment = environment
    self.http = http
    self.clock = clock
    self.configuration = configuration
    self.chain = chain
    providerClock = ProviderClock(clock)
    credentials = CredentialCache { now in
      Result { () throws(CredentialsMissing) in try chain.load(at: now) }
    }
  }

  /// AWS's clock.
  func now() -> Instant { providerClock.now() }

  /// AWS's time, by an answer to an unsigned request, which AWS refuses with its date.
  func askTime() -> Instant? {
    if providerClock.isKnown { return now() }
    guard let url = url(region: chain.region()) else { return nil }
    let askedNanoseconds = clock.monotonicNanoseconds()
    guard case .answered(let response)? = http.send([HTTPRequest(.get, url)], concurrencyMax: 1).first,
      let date = response.header("Date").flatMap(HTTPDate.instant),
      providerClock.isTimely(askedNanoseconds: askedNanoseconds)
    else { return nil }
    let distanceSeconds = abs(date.seconds(since: now()))
    if distanceSeconds <= AWSMarketplaceLimits.signatureSkewSecondsMax {
      providerClock.take(date, askedNanoseconds: askedNanoseconds)
    }
    return date
  }

  /// Asks the chain, unless good credentials are at hand.
  func findCredentials() throws(CredentialsMissing) {
    _ = try credentials.credentials(at: now())
  }

  /// Who the credentials belong to.
  func identity() throws(CredentialsMissing) -> AWSIdentity {
    let current = try credentials.credentials(at: now())
    do throws(CredentialFailure) {
      return try TokenEndpoint(context: chain.context, region: chain.region()).identity(
        of: current, at: now())
    } catch {
      throw CredentialsMissing(
        attempts: [.init(source: "caller identity", reason: error.reason)], isTransient: error.isTransient)
    }
  }

  /// Why nothing can be sent to `region`; `nil` when something can.
  func obstacle(region: String) -> String? {
    if let reason = disabledRegions[region] { return "AWS answered in \(region): \(reason)" }
    guard url(region: region) == nil else { return nil }
    return "the region \(region) is in no AWS partition this program knows; correct it, or set "
      + "AWS_ENDPOINT_URL_MARKETPLACE_METERING"
  }

  /// One request with what may be mended at once: old credentials are renewed once, a skewed clock corrected
  /// once.
  func exchange(
    _ records: [[UInt8]], productCode: String?, region: String, notAfterNanoseconds: UInt64
  ) -> BatchSubmission.ExchangeResult {
    if let alarm {
      return .stopped(.closed(detail: "not sent: \(alarm)", closure: .misconfigured))
    }
    let body = BatchMeterUsageEncoding.request(records: records, productCode: productCode)
    var tried = RefusalHandling.Tried()
    while true {
      let outcome: HTTPOutcome
      let askedNanoseconds = clock.monotonicNanoseconds()
      switch send(body, region: region, notAfterNanoseconds) {
      case .success(let sent): outcome = sent
      case .failure(let refusal): return .stopped(refusal.answer)
      }
      let answer = BatchMeterUsageAnswer.read(outcome, sent: records)
      let evidence = take(
        outcome, answer, signedAgain: tried.signedAgain, askedNanoseconds: askedNanoseconds)
      raiseAlarm(over: answer)
      guard case .refused(let error) = answer else { return .answer(answer, evidence) }
      if error.meaning == .regionDisabled { disabledRegions[region] = error.sentence }
      switch RefusalHandling.step(
        for: error, recordCount: records.count, tried: tried, retryAfterSeconds: nil)
      {
      case .renewCredentials:
        credentials.discard()
        tried.renewedCredentials = true
      case .signAgain where evidence?.date != nil: tried.signedAgain = true
      case .signAgain, .halve, .judge, .answerAll, .stop: return .answer(answer, evidence)
      }
    }
  }

  private func url(region: String) -> String? {
    AWSEndpoints.metering(region: region, environment: environment, configured: configuration.endpoint)
  }

  private struct NotSent: Error {
    let answer: ItemAnswer
  }

  private func send(
    _ body: [UInt8], region: String, _ notAfterNanoseconds: UInt64
  ) -> Result<HTTPOutcome, NotSent> {
    guard let url = url(region: region) else {
      let detail = "the region \(region) has no known endpoint"
      return .failure(NotSent(answer: .closed(detail: detail, closure: nil)))
    }
    let current: AWSCredentials
    do throws(CredentialsMissing) {
      current = try credentials.credentials(at: now())
    } catch {
      return .failure(NotSent(answer: .closed(detail: error.description, closure: error.closure)))
    }
    guard waitForTurn(in: region) else {
      let detail = "not sent: the run was asked to stop"
      return .failure(NotSent(answer: .refusedForNow(detail: detail, retryAfterSeconds: nil)))
    }
    let signer = SigV4Signer(region: region, service: "aws-marketplace")
    let signed = signer.sign(Self.request(url, body), with: current, at: now())
    // The last look at the clock before the first byte: a process may be stopped between two.
    guard clock.monotonicNanoseconds() <= notAfterNanoseconds else {
      let detail = "not sent: too much time passed since the item was put in flight"
      return .failure(NotSent(answer: .refusedForNow(detail: detail, retryAfterSeconds: nil)))
    }
    let outcomes = http.send([signed], concurrencyMax: 1)
    precondition(outcomes.count == 1, "one request has one outcome")
    return .success(outcomes[0])
  }

  /// Waits until a request to `region` may leave; `false` when the run was asked to stop. The pace waits outside of the
  /// dictionary: nothing of this object is held while time goes by.
  private func waitForTurn(in region: String) -> Bool {
    var pace =
      paces[region] ?? RequestPace(clock: clock, requestsPerSecondMax: configuration.requestsPerSecondMax)
    let isTaken = pace.take()
    paces[region] = pace
    return isTaken
  }

  private static func request(_ url: String, _ body: [UInt8]) -> HTTPRequest {
    precondition(
      body.count <= AWSMarketplaceLimits.requestByteCountMax, "a request is cut to size before it is sent")
    return HTTPRequest(
      .post, url,
      headers: [
        HTTPHeader("Content-Type", "application/x-amz-json-1.1"),
        HTTPHeader("X-Amz-Target", "AWSMPMeteringService.BatchMeterUsage"),
      ], body: body, limits: AWSMarketplaceLimits.exchange)
  }

  /// Why this machine's clock must be set; `nil` when it need not be, or AWS gave no date yet.
  var clockFault: String? { clockCheck.fault }

  /// A record that we did not send means that somebody else writes this counter or that answers are mixed up:
  /// what AWS said of ours stands, but nothing more is sent.
  private func raiseAlarm(over answer: BatchMeterUsageAnswer) {
    guard alarm == nil, case .processed(_, _, let foreignRecords) = answer, let first = foreignRecords.first
    else { return }
    alarm =
      "AWS answered for a record we did not send: \(first); somebody else writes this counter, or answers are "
      + "mixed up"
  }

  /// Keeps an answer as evidence, and its date as AWS's clock.
  ///
  /// An answer that is not about the clock proves that the instant we signed with is near AWS's; a date far
  /// from it is then a proxy's, or noise, and must not let deadlines pass.
  private func take(
    _ outcome: HTTPOutcome, _ answer: BatchMeterUsageAnswer, signedAgain: Bool, askedNanoseconds: UInt64
  ) -> AnswerEvidence? {
    guard case .answered(let response) = outcome else { return nil }
    let evidence = AnswerEvidence(response: response)
    guard let date = evidence.date, providerClock.isTimely(askedNanoseconds: askedNanoseconds) else {
      return evidence
    }
    let isNear = abs(date.seconds(since: now())) <= AWSMarketplaceLimits.signatureSkewSecondsMax
    let wall = clock.now()
    switch answer {
    case .refused(let error) where error.meaning == .clockSkewed:
      clockCheck.takeRefusal(date: date, wall: wall, signedAgain: signedAgain)
      providerClock.take(date, askedNanoseconds: askedNanoseconds)
    case .processed, .refused:
      if isNear {
        clockCheck.take(date: date, wall: wall)
        providerClock.take(date, askedNanoseconds: askedNanoseconds)
      }
    case .notProcessed, .ambiguous: break
    }
    return evidence
  }
}
