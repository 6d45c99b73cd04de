/// What Stripe remembers. Rules read it and answer effects; only `apply` changes it.
struct StripeState: Sendable {
  private(set) var meters: [StripeMeter]
  /// The customers that exist; `nil` when every `cus_...` does.
  let customers: Set<String>?
  private(set) var events: [StripeMeterEvent] = []
  private(set) var eventIndexes: [StripeSeries: [Int]] = [:]
  private(set) var latestEventIndexes: [StripeIdentifier: Int] = [:]
  private(set) var storedAnswers: [StripeIdempotencyKey: StripeStoredAnswer] = [:]
  private(set) var rejections: [StripeRejection] = []

  init(meters: [StripeMeter] = [], customers: Set<String>? = nil) {
    self.meters = meters
    self.customers = customers
  }

  mutating func apply(_ effect: StripeEffect) {
    switch effect {
    case .meterDefined(let meter):
      meters.removeAll { $0.id == meter.id || $0.eventName == meter.eventName }
      meters.append(meter)
    case .eventAccepted(let event):
      eventIndexes[event.series, default: []].append(events.count)
      latestEventIndexes[StripeIdentifier(account: event.series.account, text: event.identifier)] =
        events.count
      events.append(event)
    case .eventCancelled(let identifier):
      if let index = latestEventIndexes[identifier] { events[index].fate = .cancelled }
    case .eventRejected(let rejection):
      rejections.append(rejection)
    case .answerStored(let key, let answer):
      storedAnswers[key] = answer
    }
  }

  func meter(eventName: String) -> StripeMeter? { meters.first { $0.eventName == eventName } }
  func meter(id: String) -> StripeMeter? { meters.first { $0.id == id } }

  func knows(customer: String) -> Bool { customers?.contains(customer) ?? customer.hasPrefix("cus_") }
}

/// A meter event's identifier within its account.
struct StripeIdentifier: Hashable, Sendable, Codable {
  let account: String
  let text: String
}

/// An Idempotency-Key within its account.
struct StripeIdempotencyKey: Hashable, Sendable, Codable {
  let account: String
  let text: String
}

/// What the first request under a key was, and what it was answered.
struct StripeStoredAnswer: Hashable, Sendable, Codable {
  /// SHA-256 of the endpoint and its parameters.
  let parametersDigest: String
  let answer: SimulatedAnswer
  let storedAtSeconds: Int64
}
