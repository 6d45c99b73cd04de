import Billing
import HTTPTransport

/// One meter event as Stripe reads it.
struct StripeWireEvent {
  let request: StripeRequest
  /// What the answer repeats.
  let eventName: String
  let timestamp: Int64
  let payload: [String: String]

  /// What a request was read as.
  enum Reading {
    case event(StripeWireEvent)
    /// Why Stripe could make nothing of it.
    case unreadable(String)
  }

  private static let names: Set<String> = ["event_name", "identifier", "timestamp"]

  /// The event of a body: which counter and bucket it is for, and how many units it tells, by its words alone.
  static func read(_ request: HTTPRequest, _ world: World) -> Reading {
    guard request.header("Content-Type") == "application/x-www-form-urlencoded",
      let fields = FormReading.fields(request.body)
    else { return .unreadable("the body is no form") }
    guard let key = request.header("Idempotency-Key") else { return .unreadable("there is no key") }
    var payload: [String: String] = [:]
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
      guard name.hasPrefix("payload["), name.hasSuffix("]") else { return .unreadable("a field \(name)") }
      payload[String(name.dropFirst("payload[".count).dropLast())] = value
    }
    guard let eventName = fields["event_name"], let identifier = fields["identifier"],
      let timestamp = fields["timestamp"].flatMap({ Int64($0) })
    else { return .unreadable("no event_name, identifier or timestamp") }
    guard let series = world.catalog.stripeCounter(eventName: eventName, payload: payload) else {
      return .unreadable("no customer and meter of ours: \(eventName) \(words(payload))")
    }
    let route = world.catalog.counters[series].route
    // A value that is no number is unreadable, which the caller reports as a broken promise.
    guard let text = payload[route.address[RouteAddress.Stripe.valueKey] ?? ""],
      let units = try? GridText.parseExact(text, gridDigits: route.valueDigits)
    else { return .unreadable("no value on the meter's grid: \(words(payload))") }
    guard let bucket = world.bucket(ofSeries: series, at: Instant(epochSeconds: timestamp)) else {
      return .unreadable("\(timestamp) is in no hour of this world")
    }
    let record = world.books.record(itemID: identifier, bucket: bucket, value: Int128(units))
    let meant = StripeRequest(
      record: record, identifier: identifier, key: key, stampMicroseconds: timestamp * 1_000_000)
    return .event(
      StripeWireEvent(request: meant, eventName: eventName, timestamp: timestamp, payload: payload))
  }
}

extension StripeWireEvent {
  private static func words(_ payload: [String: String]) -> String {
    payload.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }
}

extension SimulatedCatalog {
  /// The counter that a payload names by its customer.
  func stripeCounter(eventName: String, payload: [String: String]) -> Int? {
    typealias Key = RouteAddress.Stripe
    return counters.firstIndex { counter in
      let address = counter.route.address
      guard counter.key.provider == Self.stripeID, let customerKey = address[Key.customerKey] else {
        return false
      }
      return address[Key.eventName] == eventName && address[Key.customer] == payload[customerKey]
    }
  }
}

extension World {
  /// The bucket of a counter that an instant falls into; `nil` for years in which nothing is billed.
  func bucket(ofSeries series: Int, at instant: Instant) -> Int? {
    let counter = catalog.counters[series]
    let hour = instant.hour
    guard abs(hour.start.seconds(since: scenario.firstHour.start)) < 400 * 86_400 else { return nil }
    let start = counter.route.bucketHours == 24 ? hour.dayStart : hour
    return books.bucket(
      BucketKey(
        provider: counter.key.provider, series: counter.key.series, start: start,
        hours: counter.route.bucketHours))
  }
}

extension HTTPRequest {
  /// The first field of that name.
  func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}
