package import Billing
package import HTTPTransport

/// AWS Marketplace metering for software sold as a service: BatchMeterUsage with the seller account's
/// credentials.
package final class AWSMarketplaceProvider: Provider {
  /// `aws`.
  package let id = ProviderID("aws")
  /// One request is one region, one way to name buyers and one product; several are claimed together.
  package let claimRule = ClaimRule(
    itemCountMax: AWSMarketplaceLimits.claimItemCountMax, isExclusiveBySeries: false, sharesBatchKey: true)
  /// AWS de-duplicates the hour itself for as long as it accepts it.
  package let safeResendSeconds: Int64? = nil

  private let window: AcceptanceWindow
  private let metering: MeteringEndpoint
  private var earlierDoubts = EarlierDoubts()
  /// The forms of the routes seen so far, by series.
  private var forms: [String: UsageRecordForm] = [:]

  /// A provider that asks the credential chain when it is first needed.
  ///
  /// - Parameters:
  ///   - http: carries usage; its policy decides whether a rehearsal endpoint may speak plain HTTP.
  ///   - credentialHTTP: asks the token service and the container and instance endpoints, of which the last
  ///     two speak plain HTTP on link-local addresses.
  package init(
    configuration: AWSMarketplaceConfiguration, environment: AWSEnvironment, http: any HTTPSending,
    credentialHTTP: any HTTPSending, clock: any Clock
  ) {
    window = AcceptanceWindow(
      hours: configuration.acceptanceWindowHours, usesMonthEndGrace: configuration.usesMonthEndGrace)
    let context = CredentialContext(environment: environment, http: credentialHTTP) { milliseconds in
      _ = clock.sleep(milliseconds: Int64(milliseconds))
    }
    metering = MeteringEndpoint(
      environment: environment, http: http, clock: clock,
      configuration: configuration,
      chain: CredentialChain(context: context, explicitProfile: configuration.profile))
  }

  /// One usage record.
  package func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload {
    try form(ofSeries: bucket.key.series, address: bucket.address).freeze(bucket)
  }

  /// The addresses of one route are one dictionary, which costs nothing to compare with itself.
  private func form(ofSeries series: String, address: [String: String]) throws(FreezeError) -> UsageRecordForm
  {
    if let form = forms[series], form.routeAddress == address { return form }
    let form = try UsageRecordForm(address)
    forms[series] = form
    return form
  }

  /// The last second in which AWS accepts the hour: 24 hours after its start, less one second, but for the
  /// hours of a month never beyond 05:59:59 UTC on the first of the next.
  package func deadline(for bucket: BucketKey) -> Instant { window.deadline(for: bucket.start) }

  /// AWS's clock.
  package func now() -> Instant { metering.now() }

  package func askTime() -> Instant? { metering.askTime() }

  /// Who AWS says our credentials are: for people, before anything is sent.
  package func identity() throws(CredentialsMissing) -> AWSIdentity { try metering.identity() }

  /// Missing credentials are `skipped` with every source that was asked; a token service that is down for the
  /// moment is `deferred`. A wrong clock of this machine, or a record in an answer that we did not send, is
  /// `skipped`: a person must look.
  package func prepare(for items: [DispatchItem]) -> Preparation {
    earlierDoubts.read(items)
    if let reason = metering.alarm ?? metering.clockFault {
      return .closed(.misconfigured, state: .skipped, reason: reason)
    }
    do throws(CredentialsMissing) {
      try metering.findCredentials()
    } catch {
      return .closed(
        error.closure, state: error.isTransient ? .deferred : .skipped, reason: error.description)
    }
    var blocked: [String: String] = [:]
    for item in items { blocked[item.id] = obstacle(item) }
    return .ready(blocked: blocked)
  }

  private func obstacle(_ item: DispatchItem) -> String? {
    do throws(FreezeError) {
      let address = try form(ofSeries: item.bucket.series, address: item.address).address
      if let reason = metering.obstacle(region: address.region) { return reason }
      guard window.standing(of: item.bucket.start, at: now()) != .notOver else {
        return "the hour \(item.bucket.start.text) is not over"
      }
      return nil
    } catch {
      return "the route's address is not usable: \(error)"
    }
  }

  /// Sends the items, one request at a time.
  package func submit(_ items: [DispatchItem], notAfterNanoseconds: UInt64) -> [ItemAnswer] {
    var answers: [String: ItemAnswer] = [:]
    let groups = Dictionary(grouping: items, by: \.payload.batchKey).sorted { $0.key < $1.key }
    for (_, group) in groups {
      for (item, answer) in zip(group, submit(group: group, notAfterNanoseconds)) {
        answers[item.id] = answer
      }
    }
    return items.map { item in
      guard let answer = answers[item.id] else { preconditionFailure("every item belongs to a group") }
      return answer
    }
  }

  /// AWS has no call that reads what it holds of an hour, and takes the identical record of an hour it knows without
  /// counting it again: for as long as it accepts the hour, sending again is asking.
  package func total(of item: DispatchItem, in hours: BillingWindow) -> BucketTotal {
    now() <= item.deadlineAt
      ? .deduplicated
      : .unanswerable(
        reason:
          "AWS tells nothing about an hour it no longer accepts; its CloudTrail does, see resolve --trail")
  }

  private func submit(group items: [DispatchItem], _ notAfterNanoseconds: UInt64) -> [ItemAnswer] {
    precondition(!items.isEmpty, "a group holds the items it was made of")
    let address: AWSMarketplaceAddress
    do throws(FreezeError) {
      address = try AWSMarketplaceAddress(items[0].address)
    } catch {
      preconditionFailure("prepare blocks items whose address is not usable: \(error)")
    }
    var submission = BatchSubmission(
      productCode: address.sentProductCode, window: window, now: { self.now() },
      mayHaveCounted: earlierDoubts.mayHaveCounted
    ) { records, productCode in
      self.metering.exchange(
        records, productCode: productCode, region: address.region, notAfterNanoseconds: notAfterNanoseconds)
    }
    return submission.run(items)
  }
}
