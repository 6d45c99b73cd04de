import Billing

/// What Stripe does with several events of one meter in one window of time.
enum EventTimeWindow: String, CaseIterable {
  /// It adds them up.
  case none
  /// It keeps the last of each UTC hour.
  case hour
  /// It keeps the last of each UTC day.
  case day
}

/// One entry of `stripe_meters`: which Stripe meter a catalog meter goes to.
struct StripeMeterEntry: RoutingEntry {
  let meter: Meter
  let scope: Scope
  let element: Element
  let stripeMeterID: String?
  let eventName: String
  let valueUnitSteps: Int128
  let window: EventTimeWindow
  let customerKey: String
  let valueKey: String

  static let keys = [
    "meter", "projects", "hardware_tiers", "meter_id", "event_name", "value_unit", "event_time_window",
    "customer_key", "value_key",
  ]

  /// Reads one entry; `nil` when a mistake was logged here or at its meter.
  static func read(_ element: Element, with registers: CatalogRegisters) -> StripeMeterEntry? {
    guard let section = Section(element, keys: keys) else { return nil }
    let meter = registers.meter(section)
    let scope = registers.scope(section)
    let meterID = section["meter_id"].map { $0.stripeID("mtr") }
    let eventName = section.required("event_name", .stripeEventName)?
      .seriesPart(byteCountMax: 100, .stripeEventName)
    let window = section["event_time_window"].map { $0.choice(EventTimeWindow.self) } ?? EventTimeWindow.none
    let customerKey = section["customer_key"].map { $0.stripePayloadKey() } ?? "stripe_customer_id"
    let valueKey = section["value_key"].map { $0.stripePayloadKey() } ?? "value"
    guard let meter else { return nil }
    let unit = meter.sentUnit(currency: registers.defaultCurrency)
    let valueUnit = section["value_unit"].map { $0.positiveQuantity(of: unit) } ?? unit.standardValueSteps
    if let customerKey, customerKey == valueKey {
      element.refuse(
        .clash, Expectation("two payload keys", "use another value_key"), found: "\(customerKey) for both")
    }
    if let meterID, meterID == nil { return nil }
    guard let scope, let eventName, let window, let customerKey, let valueKey, let valueUnit else {
      return nil
    }
    return StripeMeterEntry(
      meter: meter, scope: scope, element: element, stripeMeterID: meterID ?? nil, eventName: eventName,
      valueUnitSteps: valueUnit, window: window, customerKey: customerKey, valueKey: valueKey)
  }

  /// The route of one project and tier; logs a project without a Stripe meter.
  func route(
    for entry: ProjectEntry, hardwareTier: String?, customerID: String, settings: StripeSettings,
    currency: Currency
  ) -> Route? {
    guard let meterID = stripeMeterID ?? entry.stripeMeterID else {
      entry.element.refuse(
        .missingKey,
        Expectation(
          "stripe_meter_id here, or meter_id in stripe_meters (line \(element.line))",
          "copy the meter's id, mtr_..., from the Stripe dashboard"),
        found: "no Stripe meter for the meter \(meter.id) of \(entry.project.id)")
      return nil
    }
    let mode = settings.isLive ? "live" : "test"
    return Route(
      provider: KnownProvider.stripe.id, projectID: entry.project.id, meterID: meter.id,
      hardwareTier: hardwareTier,
      series: "stripe|\(settings.account ?? "-")|\(mode)|\(customerID)|\(eventName)",
      stepsPerUnit: valueUnitSteps, valueDigits: 0, bucketHours: window == .day ? 24 : 1,
      accumulation: window == .none ? .delta : .total, latePolicy: .sameBucket, currency: currency,
      address: [
        RouteAddress.Stripe.customer: customerID, RouteAddress.Stripe.meterID: meterID,
        RouteAddress.Stripe.eventName: eventName, RouteAddress.Stripe.customerKey: customerKey,
        RouteAddress.Stripe.valueKey: valueKey, RouteAddress.Stripe.eventTimeWindow: window.rawValue,
      ])
  }
}

extension MeasuredUnit {
  /// Grid steps in one unit that Stripe is sent by default: millionths where the grid has them, thousandths of an hour
  /// of whole milliseconds, else whole units.
  fileprivate var standardValueSteps: Int128 {
    self == .gpuMillisecond ? 3_600 : GridText.powerOfTen(max(0, gridDigits - 6))
  }
}

extension Element {
  /// A key of an event's payload.
  fileprivate func stripePayloadKey() -> String? {
    text(.stripePayloadKey) { text in
      (1...100).contains(text.utf8.count)
        && text.utf8.allSatisfy {
          $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
    }
  }
}
