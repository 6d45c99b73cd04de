package import Billing
import ProviderTiming
package import HTTPTransport

/// Stripe's billing meters, version 1 of the API: one meter event for each bucket and revision.
package final class StripeProvider: Provider {
  /// `stripe`.
  package let id = ProviderID("stripe")
  /// Many series at once, one event of each.
  package let claimRule = ClaimRule(
    itemCountMax: StripeLimits.claimItemCountMax, isExclusiveBySeries: true, sharesBatchKey: false)
  /// 22 hours: Stripe keeps identifiers unique for at least 24.
  package let safeResendSeconds: Int64? = StripeLimits.safeResendSeconds

  let configuration: StripeConfiguration
  let http: any HTTPSending
  let clock: any Clock
  var providerClock: ProviderClock
  var pace: RequestPace
  private var preflight = StripePreflight()
  private var isClockCompared = false
  /// The forms of the routes seen so far, by series.
  private var forms: [String: StripeEventForm] = [:]
  /// Why nothing more may be sent in this run.
  var stop: (cause: ClosureCause, reason: String)?

  /// A provider that first speaks to Stripe when items are to be sent.
  ///
  /// - Parameters:
  ///   - http: its policy decides whether a rehearsal address may speak plain HTTP.
  package init(configuration: StripeConfiguration, http: any HTTPSending, clock: any Clock) {
    self.configuration = configuration
    self.http = http
    self.clock = clock
    providerClock = ProviderClock(clock)
    pace = RequestPace(
      requestsPerSecond: configuration.requestsPerSecond, burstCountMax: StripeLimits.concurrencyMax)
  }

  /// The form of one meter event.
  package func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload {
    try form(ofSeries: bucket.key.series, address: bucket.address).freeze(bucket)
  }

  /// The addresses of one route are one dictionary, which costs nothing to compare with itself.
  private func form(ofSeries series: String, address: [String: String]) throws(FreezeError) -> StripeEventForm
  {
    if let form = forms[series], form.address == address { return form }
    let form = try StripeEventForm(address)
    forms[series] = form
    return form
  }

  /// 35 days after the event's timestamp.
  package func deadline(for bucket: BucketKey) -> Instant {
    StripeMeterEventEncoding.timestamp(of: bucket).adding(seconds: StripeLimits.pastSecondsMax)
  }

  /// Stripe's clock.
  package func now() -> Instant { providerClock.now() }

  /// A missing, refused or foreign key, or a wrong clock of this machine, is `deferred` with its reason. Items sealed
  /// for another account or mode than configured are blocked. Each meter is looked up once a run and held
  /// against the catalog; the items of one that differs are blocked.
  package func prepare(for items: [DispatchItem]) -> Preparation {
    if let stop { return .closed(stop.cause, state: .deferred, reason: stop.reason) }
    guard let key = configuration.key else {
      return .closed(
        .credentialsMissing, state: .deferred,
        reason: "no Stripe API key: set STRIPE_API_KEY, or api_key_file of providers.stripe")
    }
    if let mode = key.mode, (mode == .live) != configuration.isLive {
      return close(
        .misconfigured,
        "the Stripe key is of \(mode.rawValue) mode, but livemode is \(configuration.isLive); set the key of the "
          + "other mode, or livemode of providers.stripe")
    }
    var blocked: [String: String] = [:]
    for item in items { blocked[item.id] = StripeSeries.obstacle(item.bucket.series, configuration) }
    let ours = items.filter { blocked[$0.id] == nil }
    // An address that cannot be read needs no look-up; `obstacle` reads it again and says what is wrong with it.
    let addresses = ours.compactMap { try? form(ofSeries: $0.bucket.series, address: $0.address).parts }
    if let closed = lookUp(preflight.unknownMeterIDs(addresses), key: key) {
      return closed
    }
    if let stop { return .closed(stop.cause, state: .deferred, reason: stop.reason) }
    for item in ours { blocked[item.id] = obstacle(item) }
    return .ready(blocked: blocked)
  }

  private func obstacle(_ item: DispatchItem) -> String? {
    let address: StripeEventAddress
    do throws(FreezeError) {
      address = try form(ofSeries: item.bucket.series, address: item.address).parts
    } catch {
      return SafeText.message("the route's address is not usable for Stripe: \(error)")
    }
    let timestamp = StripeMeterEventEncoding.timestamp(of: item.bucket)
    guard timestamp <= now().adding(seconds: StripeLimits.futureSecondsMax) else {
      return "the event is stamped \(timestamp), which is ahead of Stripe's clock"
    }
    return preflight.obstacle(address)
  }

  /// Looks the meters up; answers why the whole target is closed, if it is.
  private func lookUp(_ meterIDs: [String], key: StripeKey) -> Preparation? {
    let requests = StripeRequests(key: key, configuration: configuration)
    var unreachable: String?
    var rest = meterIDs[...]
    while !rest.isEmpty {
      let slice = Array(rest.prefix(StripeLimits.concurrencyMax))
      rest = rest.dropFirst(slice.count)
      guard waitForTurn(slice.count) else {
        return .closed(.unreachable, state: .deferred, reason: "the run was asked to stop")
      }
      let askedNanoseconds = clock.monotonicNanoseconds()
      let outcomes = http.send(slice.map(requests.meter), concurrencyMax: slice.count)
      for (meterID, outcome) in zip(slice, outcomes) {
        switch StripePreflight.read(outcome, meterID: meterID, isLive: configuration.isLive) {
        case .learnt(let finding):
          takeDate(outcome, askedNanoseconds: askedNanoseconds)
          preflight.learn(finding, meterID: meterID)
        case .unreachable(let reason): unreachable = reason
        case .credentialsRefused(let reason): return close(.credentialsRefused, reason)
        case .misconfigured(let reason): return close(.misconfigured, reason)
        }
      }
    }
    // One meter that cannot be looked up blocks its own items; an outage shows in all of them.
    guard let unreachable, !preflight.knowsAnything else { return nil }
    return .closed(.unreachable, state: .deferred, reason: unreachable)
  }

  private func close(_ cause: ClosureCause, _ reason: String) -> Preparation {
    stop = (cause, reason)
    return .closed(cause, state: .deferred, reason: reason)
  }

  package func askTime() -> Instant? {
    if providerClock.isKnown { return now() }
    let askedNanoseconds = clock.monotonicNanoseconds()
    let outcome = http.send([HTTPRequest(.get, configuration.apiBase + "/")], concurrencyMax: 1)
    guard case .answered(let response)? = outcome.first,
      providerClock.isTimely(askedNanoseconds: askedNanoseconds)
    else { return nil }
    let date = response.header("Date").flatMap(HTTPDate.instant)
    if let answer = outcome.first { takeDate(answer, askedNanoseconds: askedNanoseconds) }
    return date
  }

  /// Waits until `count` requests may leave; answers `false` when the run was asked to stop.
  func waitForTurn(_ count: Int) -> Bool {
    let milliseconds = pace.take(count, now: clock.monotonicNanoseconds())
    return milliseconds == 0 || clock.sleep(milliseconds: milliseconds)
  }

  /// Takes the clock of an answer that is Stripe's own, unless it is far from the one that runs. When the first date
  /// taken shows that this machine's clock is off, nothing more is sent: the times of earlier runs cannot be trusted.
  func takeDate(_ outcome: HTTPOutcome, askedNanoseconds: UInt64) {
    guard case .answered(let response) = outcome, let date = response.header("Date").flatMap(HTTPDate.instant)
    else {
      return
    }
    guard abs(date.seconds(since: now())) <= StripeLimits.dateDistanceSecondsMax,
      providerClock.isTimely(askedNanoseconds: askedNanoseconds)
    else { return }
    let skewSeconds = abs(date.seconds(since: clock.now()))
    providerClock.take(date, askedNanoseconds: askedNanoseconds)
    guard !isClockCompared else { return }
    isClockCompared = true
    if skewSeconds > StripeLimits.clockSkewSecondsMax {
      stop = (
        .misconfigured,
        "Stripe's clock and this machine's differ by \(skewSeconds) s; set the machine's clock"
      )
    }
  }
}
