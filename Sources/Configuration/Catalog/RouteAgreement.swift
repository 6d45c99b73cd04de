import Billing

/// Checks that routes into one counter of a provider agree on what they send, and that names stand for one thing.
enum RouteAgreement {
  static func check(_ routes: [ResolvedRoute], projects: [ProjectEntry]) {
    checkSeries(routes)
    checkStripeMeters(routes)
    checkIdentities(projects)
  }

  /// Usage with one series is summed, so everything about it must be the same.
  private static func checkSeries(_ routes: [ResolvedRoute]) {
    var firstBySeries: [String: ResolvedRoute] = [:]
    for resolved in routes {
      guard let first = firstBySeries[resolved.route.series] else {
        firstBySeries[resolved.route.series] = resolved
        continue
      }
      guard let difference = difference(first, resolved) else { continue }
      resolved.element.refuse(
        .clash,
        Expectation(
          "one \(difference) for everything that is summed in one counter",
          "use another \(counterWord(resolved.route)), or give it the \(difference) of line \(first.element.line)"
        ),
        found: "another \(difference) for the \(counterWord(resolved.route)) \(counterName(resolved.route))")
    }
  }

  private static func difference(_ first: ResolvedRoute, _ second: ResolvedRoute) -> String? {
    if first.unit != second.unit { return "unit (\(first.unit.name) or \(second.unit.name))" }
    if first.route.currency != second.route.currency { return "currency" }
    if first.route.accumulation != second.route.accumulation { return "event_time_window" }
    if first.route.bucketHours != second.route.bucketHours { return "event_time_window" }
    if first.route.stepsPerUnit != second.route.stepsPerUnit { return "value unit" }
    if first.route.valueDigits != second.route.valueDigits { return "quantity" }
    let keys = Set(first.route.address.keys).union(second.route.address.keys).sorted()
    return keys.first { first.route.address[$0] != second.route.address[$0] }
  }

  private static func counterWord(_ route: Route) -> String {
    route.provider == KnownProvider.stripe.id ? "event_name" : "dimension"
  }

  private static func counterName(_ route: Route) -> String {
    route.series.split(separator: "|").last.map(String.init) ?? route.series
  }

  /// An event name belongs to one meter, whoever the customer is.
  private static func checkStripeMeters(_ routes: [ResolvedRoute]) {
    var meterByEventName: [String: String] = [:]
    var eventNameByMeter: [String: String] = [:]
    for resolved in routes {
      guard let meter = resolved.route.address[RouteAddress.Stripe.meterID],
        let eventName = resolved.route.address[RouteAddress.Stripe.eventName]
      else { continue }
      let knownMeter = meterByEventName[eventName] ?? meter
      let knownName = eventNameByMeter[meter] ?? eventName
      meterByEventName[eventName] = knownMeter
      eventNameByMeter[meter] = knownName
      if knownMeter != meter {
        refuseMeter(resolved, found: "the event name \(eventName) for \(knownMeter) and for \(meter)")
      } else if knownName != eventName {
        refuseMeter(resolved, found: "the meter \(meter) for \(knownName) and for \(eventName)")
      }
    }
  }

  private static func refuseMeter(_ resolved: ResolvedRoute, found: String) {
    resolved.element.refuse(
      .clash,
      Expectation(
        "one meter for each event name and one event name for each meter",
        "copy both from one meter at Stripe"),
      found: found)
  }

  /// AWS bills a customer twice that it meters under a licence and under a product code in the same hour.
  private static func checkIdentities(_ projects: [ProjectEntry]) {
    var firstByCustomer: [String: ProjectEntry] = [:]
    for entry in projects {
      guard let identity = entry.aws else { continue }
      let first = firstByCustomer[entry.project.customerID] ?? entry
      firstByCustomer[entry.project.customerID] = first
      guard first.aws?.isLegacy != identity.isLegacy else { continue }
      entry.element.refuse(
        .clash,
        Expectation(
          "one kind of AWS identity for all projects of a customer",
          "give \(entry.project.id) the kind of identity that \(first.project.id) has"),
        found: "license_arn and product_code for the customer \(entry.project.customerID)")
    }
  }
}
