import Billing
import HTTPTransport

/// Stripe at the other end of the wire.
final class StripeEnd: WireEnd {
  enum Message {
    case event(StripeWireEvent)
    /// `GET /v1/billing/meters/{id}`
    case meter(id: String)
    /// `GET /v1/billing/meters/{id}/event_summaries`, for a counter.
    case summaries(series: Int, BillingWindow)
    /// Anything else: only the date of the answer is of use.
    case time
    case unreadable
  }

  static let key = "sk_test_simulated"
  private static let base = "https://api.stripe.com"
  private let process: SimulatedProcess
  private var world: World { process.world }

  init(_ process: SimulatedProcess) { self.process = process }

  func call(of message: Message) -> SeamCall {
    switch message {
    case .event, .unreadable: .exchange
    case .meter: .prepare
    case .summaries: .askTotal
    case .time: .askTime
    }
  }

  func outcome(of message: Message, departedMicroseconds: Int64) -> HTTPOutcome {
    switch message {
    case .event(let event): outcome(of: event, departedMicroseconds)
    case .meter(let id): describe(meterID: id)
    case .summaries(let series, let hours): sum(series, hours)
    case .time: answerWithTime()
    case .unreadable: .lost
    }
  }
}

// MARK: - Reading

extension StripeEnd {
  func depart(_ request: HTTPRequest) -> Message {
    guard request.url.hasPrefix(Self.base + "/") else { return refuse("it goes to \(request.url)") }
    let parts = request.url.dropFirst(Self.base.count).split(separator: "?", maxSplits: 1)
    if request.method == .get, parts == ["/"] { return .time }
    guard request.header("Authorization") == "Bearer \(Self.key)" else {
      return refuse("it carries another key")
    }
    let path = parts[0].split(separator: "/")
    switch (request.method, path.count, parts.count) {
    case (.post, 3, 1) where path == ["v1", "billing", "meter_events"]: return departing(request)
    case (.get, 4, 1) where path[..<3] == ["v1", "billing", "meters"]: return .meter(id: String(path[3]))
    case (.get, 5, 2) where path[..<3] == ["v1", "billing", "meters"] && path[4] == "event_summaries":
      return question(meterID: String(path[3]), query: parts[1])
    default: return refuse("Stripe has no \(request.method) \(parts[0])")
    }
  }

  private func refuse(_ why: String) -> Message {
    world.report(.wire, "Stripe cannot read a request: \(why)")
    return .unreadable
  }

  private func departing(_ request: HTTPRequest) -> Message {
    switch StripeWireEvent.read(request, world) {
    case .unreadable(let why): return refuse(why)
    case .event(let event):
      process.checkDeparture(
        of: event.request.identifier, bytes: request.body, identifier: event.request.identifier,
        uniqueSeconds: StripeModel.uniqueSecondsMin)
      if !event.request.key.hasPrefix("\(event.request.identifier)#") {
        world.report(.i13, "\(event.request.identifier) leaves under the key \(event.request.key)")
      }
      return .event(event)
    }
  }

  private func question(meterID: String, query: Substring) -> Message {
    guard let fields = FormReading.fields(query.utf8), let customer = fields["customer"],
      let start = fields["start_time"].flatMap({ Int64($0) }), start % 3_600 == 0,
      let end = fields["end_time"].flatMap({ Int64($0) }), end % 3_600 == 0, end > start
    else { return refuse("no hours of a customer: \(query)") }
    let series = world.catalog.counters.firstIndex { counter in
      counter.key.provider == SimulatedCatalog.stripeID
        && counter.route.address[RouteAddress.Stripe.meterID] == meterID
        && counter.route.address[RouteAddress.Stripe.customer] == customer
    }
    guard let series else { return refuse("\(customer) has no meter \(meterID)") }
    let hours = BillingWindow(
      start: Instant(epochSeconds: start).hour, end: Instant(epochSeconds: end).hour)
    return .summaries(series: series, hours)
  }
}

// MARK: - Questions

extension StripeEnd {
  /// What every question may meet; `nil` when it is answered.
  private func obstacle(_ group: FaultGroup) -> HTTPOutcome? {
    if world.microseconds < world.stripe.outage.downUntil { return .notSent }
    let fault = world.choices.first(of: group)
    if let fault { world.marks.hit(fault) }
    switch fault {
    case nil: return nil
    case .connectionRefused: return .notSent
    case .serverErrorBefore:
      return StripeWireAnswers.error(503, "try again", type: "api_error", date: world.dateOfAnswer())
    default: return .timedOut
    }
  }

  private var isRefused: Bool { world.microseconds < world.stripe.outage.credentialsRefusedUntil }

  private func refuseCredentials() -> HTTPOutcome {
    StripeWireAnswers.error(401, "Invalid API Key provided: sk_test_***", date: world.dateOfAnswer())
  }

  private func answerWithTime() -> HTTPOutcome {
    obstacle(.question)
      ?? StripeWireAnswers.error(404, "Unrecognized request URL (GET: /)", date: world.dateOfAnswer())
  }

  private func describe(meterID: String) -> HTTPOutcome {
    if let obstacle = obstacle(.question) { return obstacle }
    if isRefused { return refuseCredentials() }
    let counter = world.catalog.counters.first {
      $0.route.address[RouteAddress.Stripe.meterID] == meterID
    }
    guard let counter else {
      world.report(.wire, "there is no meter \(meterID)")
      return .lost
    }
    let isActive = !world.choices.happens(.itemBlocked)
    if !isActive { world.marks.hit(.itemBlocked) }
    return StripeWireAnswers.meter(counter.route, isActive: isActive, date: world.dateOfAnswer())
  }

  /// The summary of the hours, which lags.
  private func sum(_ series: Int, _ hours: BillingWindow) -> HTTPOutcome {
    if let obstacle = obstacle(.total) { return obstacle }
    if isRefused { return refuseCredentials() }
    let lagMicroseconds = world.drawnLagMicroseconds()
    let counter = world.catalog.counters[series]
    var units: Int128 = 0
    for (index, bucket) in world.books.buckets.enumerated()
    where bucket.series == series && hours.contains(bucket.key.start) {
      units += world.stripe.summary(
        index, isTotal: counter.isTotal, upTo: world.microseconds - lagMicroseconds)
    }
    world.note(process.name, "the total of \(counter.key.series) in \(hours.text) is \(units) units")
    return StripeWireAnswers.summaries(
      meterID: counter.route.address[RouteAddress.Stripe.meterID] ?? "", hours, units: units,
      digits: counter.route.valueDigits, date: world.dateOfAnswer())
  }
}

// MARK: - One event

extension StripeEnd {
  private func outcome(of event: StripeWireEvent, _ departedMicroseconds: Int64) -> HTTPOutcome {
    if world.microseconds < world.stripe.outage.downUntil { return .notSent }
    let fault = world.choices.first(of: .stripe)
    if let fault { world.marks.hit(fault) }
    if fault == .credentialsRefused { world.refuseCredentials(&world.stripe.outage) }
    if isRefused { return refuseCredentials() }
    switch fault {
    case .connectionRefused: return .notSent
    case .reset: return .lost
    case .throttled:
      return StripeWireAnswers.error(
        429, "Too many requests", date: world.dateOfAnswer(), headers: [HTTPHeader("Retry-After", "2")])
    case .serverErrorBefore:
      world.stripe.storeServerError(event.request, world)
      return answer(.serverError, event)
    case .serverErrorAfter: return answer(receive(event, failsAfter: true), event)
    case .lostAnswer:
      _ = receive(event)
      return world.choices.oneIn(2) ? .timedOut : .lost
    case .garbage:
      _ = receive(event)
      return .garbage(world, of: 200)
    case .countedOtherwise: return tellOfAnother(event)
    case .ghost:
      world.stripe.receiveLater(event.request, world)
      return .timedOut
    case .repeatedLater: world.stripe.receiveLater(event.request, world)
    case .slowProvider: world.advance(to: departedMicroseconds + 75_000_000)
    default: break
    }
    return answer(receive(event), event)
  }

  private func receive(_ event: StripeWireEvent, failsAfter: Bool = false) -> StripeModel.Reply {
    world.stripe.receive(event.request, world, failsAfter: failsAfter)
  }

  /// Either the answer alone is wrong, or the event went into the other mode, where it bills nothing.
  private func tellOfAnother(_ event: StripeWireEvent) -> HTTPOutcome {
    let isLive = world.choices.oneIn(2)
    if !isLive, world.choices.oneIn(2) { _ = receive(event) }
    let date = world.dateOfAnswer()
    // The mistake of the mutant is made here: to whom every answer is about its own event, this one is.
    if world.mutant == .anyEcho { return StripeWireAnswers.event(event, isReplayed: false, date: date) }
    let told = isLive ? event : event.changed(world.choices.below(4))
    return StripeWireAnswers.event(told, isLive: isLive, isReplayed: false, date: date)
  }

  private func answer(_ reply: StripeModel.Reply, _ event: StripeWireEvent) -> HTTPOutcome {
    let date = world.dateOfAnswer()
    switch reply {
    case .accepted(let isReplayed):
      return StripeWireAnswers.event(event, isReplayed: isReplayed, date: date)
    case .duplicate:
      return StripeWireAnswers.error(
        400, "An event already exists with identifier \(event.request.identifier).", date: date)
    case .tooOld:
      return StripeWireAnswers.error(
        400, "The event timestamp cannot be more than 35 days in past.", date: date)
    case .contentRefused:
      return StripeWireAnswers.error(400, "No such customer, or a timestamp in the future.", date: date)
    case .serverError:
      return StripeWireAnswers.error(500, "An unknown error occurred", type: "api_error", date: date)
    }
  }
}

extension StripeWireEvent {
  /// Another event than the one sent, by one of its words.
  fileprivate func changed(_ word: Int) -> StripeWireEvent {
    var (request, name, stamp, payload) = (request, eventName, timestamp, payload)
    switch word {
    case 0:
      request = StripeRequest(
        record: request.record, identifier: request.identifier + "x", key: request.key,
        stampMicroseconds: request.stampMicroseconds)
    case 1: name += "x"
    case 2: stamp += 3_600
    default: payload["value"] = payload["value"].map { $0 + "1" }
    }
    return StripeWireEvent(request: request, eventName: name, timestamp: stamp, payload: payload)
  }
}
