package import Billing
package import HTTPTransport

/// AWS Marketplace metering for software sold as a service: BatchMeterUsage with the seller account's credentials.
package final class AWSMarketplaceProvider: Provider {
  /// `aws`.
  package let id = ProviderID("aws")
  /// One request is one region, one way to name buyers, one product, and at most 25 records.
  package let claimRule = ClaimRule(
    itemCountMax: AWSMarketplaceLimits.recordCountMax, isExclusiveBySeries: false, sharesBatchKey: true)
  /// AWS de-duplicates the hour itself for as long as it accepts it.
  package let safeResendSeconds: Int64? = nil

  private let configuration: AWSMarketplaceConfiguration
  private let window: AcceptanceWindow
  private let environment: AWSEnvironment
  private let http: any HTTPSending
  private let clock: any Clock
  private let credentials: CredentialCache
  private var providerClock: ProviderClock
  private var paces: [String: RequestPace] = [:]
  private var disabledRegions: [String: String] = [:]

  /// A provider that asks the credential chain when it is first needed.
  ///
  /// - Parameters:
  ///   - http: carries usage; its policy decides whether a rehearsal endpoint may speak plain HTTP.
  ///   - credentialHTTP: asks the token service and the container and instance endpoints, of which the last two speak
  ///     plain HTTP on link-local addresses.
  package init(
    configuration: AWSMarketplaceConfiguration, environment: AWSEnvironment, http: any HTTPSending,
    credentialHTTP: any HTTPSending, clock: any Clock
  ) {
    self.configuration = configuration
    self.environment = environment
    self.http = http
    self.clock = clock
    window = AcceptanceWindow(
      hours: configuration.acceptanceWindowHours, usesMonthEndGrace: configuration.usesMonthEndGrace)
    providerClock = ProviderClock(clock)
    let chain = CredentialChain(
      context: CredentialContext(environment: environment, http: credentialHTTP) { milliseconds in
        _ = clock.sleep(milliseconds: Int64(milliseconds))
      }, explicitProfile: configuration.profile)
    credentials = CredentialCache { now in
      Result { () throws(CredentialsMissing) in try chain.load(at: now) }
    }
  }

  /// One usage record.
  package func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload {
    try BatchMeterUsageEncoding.freeze(bucket)
  }

  /// 24 hours after the hour's start, but for the hours of a month at most 05:59:59 UTC on the first of the next.
  package func deadline(for bucket: BucketKey) -> Instant { window.deadline(for: bucket.start) }

  /// AWS's clock.
  package func now() -> Instant { providerClock.now() }

  /// Missing credentials are `skipped` with every source that was asked; a token service that is down for the moment
  /// is `deferred`.
  package func prepare(for items: [DispatchItem]) -> Preparation {
    do throws(CredentialsMissing) {
      _ = try credentials.credentials(at: now())
    } catch {
      return .closed(state: error.isTransient ? .deferred : .skipped, reason: error.description)
    }
    var blocked: [String: String] = [:]
    for item in items { blocked[item.id] = obstacle(item) }
    return .ready(blocked: blocked)
  }

  /// Sends the items, one request at a time.
  package func submit(_ items: [DispatchItem]) -> [ItemAnswer] {
    var answers: [String: ItemAnswer] = [:]
    for (_, group) in Dictionary(grouping: items, by: \.payload.batchKey).sorted(by: { $0.key < $1.key }) {
      for (item, answer) in zip(group, submitGroup(group)) { answers[item.id] = answer }
    }
    return items.map { item in
      guard let answer = answers[item.id] else { preconditionFailure("every item belongs to a group") }
      return answer
    }
  }

  private func obstacle(_ item: DispatchItem) -> String? {
    do throws(FreezeError) {
      let address = try AWSMarketplaceAddress(item.address)
      if let reason = disabledRegions[address.region] {
        return "AWS answered in \(address.region): \(reason)"
      }
      guard AWSEndpoints.metering(region: address.region, environment: environment) != nil else {
        return "the region \(address.region) is in no AWS partition this program knows; correct it, or set "
          + "AWS_ENDPOINT_URL_MARKETPLACE_METERING"
      }
      guard window.standing(of: item.bucket.start, at: now()) != .notOver else {
        return "the hour \(item.bucket.start.text) is not over"
      }
      return nil
    } catch {
      return "the route's address is not usable: \(error)"
    }
  }

  private func submitGroup(_ items: [DispatchItem]) -> [ItemAnswer] {
    guard let first = items.first, let address = try? AWSMarketplaceAddress(first.address) else {
      preconditionFailure("an item is frozen only with a usable address")
    }
    var submission = BatchSubmission(
      productCode: address.sentProductCode, window: window, now: { self.now() }
    ) { records, productCode in
      self.exchange(records, productCode: productCode, region: address.region)
    }
    return submission.run(items)
  }

  /// One request with what may be mended at once: old credentials are renewed once, a skewed clock corrected once.
  private func exchange(
    _ records: [[UInt8]], productCode: String?, region: String
  ) -> BatchSubmission.ExchangeResult {
    let body = BatchMeterUsageEncoding.request(records: records, productCode: productCode)
    var tried = RefusalHandling.Tried()
    while true {
      let outcome: HTTPOutcome
      switch send(body, region: region) {
      case .success(let sent): outcome = sent
      case .failure(let refusal): return .stopped(refusal.answer)
      }
      let answer = BatchMeterUsageAnswer.read(outcome, sent: records)
      let evidence = take(outcome, answer)
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

  private struct NotSent: Error {
    let answer: ItemAnswer
  }

  private func send(_ body: [UInt8], region: String) -> Result<HTTPOutcome, NotSent> {
    precondition(
      body.count <= AWSMarketplaceLimits.requestByteCountMax, "a request is cut to size before it is sent")
    guard let url = AWSEndpoints.metering(region: region, environment: environment) else {
      return .failure(
        NotSent(answer: .closed(detail: "the region \(region) has no known endpoint", closesProvider: false)))
    }
    let current: AWSCredentials
    do throws(CredentialsMissing) {
      current = try credentials.credentials(at: now())
    } catch {
      return .failure(NotSent(answer: .closed(detail: error.description, closesProvider: true)))
    }
    let pace = RequestPace(clock: clock, requestsPerSecondMax: configuration.requestsPerSecondMax)
    guard paces[region, default: pace].take() else {
      return .failure(
        NotSent(answer: .refusedForNow(detail: "not sent: the run was asked to stop", retryAfterSeconds: nil))
      )
    }
    let request = HTTPRequest(
      .post, url,
      headers: [
        HTTPHeader("Content-Type", "application/x-amz-json-1.1"),
        HTTPHeader("X-Amz-Target", "AWSMPMeteringService.BatchMeterUsage"),
      ], body: body, limits: AWSMarketplaceLimits.exchange)
    let signer = SigV4Signer(region: region, service: "aws-marketplace")
    let outcomes = http.send([signer.sign(request, with: current, at: now())], concurrencyMax: 1)
    precondition(outcomes.count == 1, "one request has one outcome")
    return .success(outcomes[0])
  }

  /// Keeps an answer as evidence, and its date as AWS's clock when the answer is AWS's own.
  private func take(_ outcome: HTTPOutcome, _ answer: BatchMeterUsageAnswer) -> AnswerEvidence? {
    guard case .answered(let response) = outcome else { return nil }
    let evidence = AnswerEvidence(response: response)
    switch answer {
    case .processed, .refused: if let date = evidence.date { providerClock.take(date) }
    case .notProcessed, .ambiguous: break
    }
    return evidence
  }
}
