/// The endpoints the simulator knows.
enum StripeEndpoint: Hashable, Sendable {
  case createMeterEvent
  case createMeterEventV2
  case createAdjustment
  case listMeters
  case retrieveMeter(id: String)
  case listSummaries(meterID: String)
  case retrieveAccount
  case listEvents
  case retrieveEvent(id: String)

  init?(method: String, path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
    switch (method, parts.count) {
    case ("POST", 3) where parts == ["v1", "billing", "meter_events"]: self = .createMeterEvent
    case ("POST", 3) where parts == ["v2", "billing", "meter_events"]: self = .createMeterEventV2
    case ("POST", 3) where parts == ["v1", "billing", "meter_event_adjustments"]: self = .createAdjustment
    case ("GET", 3) where parts == ["v1", "billing", "meters"]: self = .listMeters
    case ("GET", 4) where parts.starts(with: ["v1", "billing", "meters"]): self = .retrieveMeter(id: parts[3])
    case ("GET", 5) where parts.starts(with: ["v1", "billing", "meters"]) && parts[4] == "event_summaries":
      self = .listSummaries(meterID: parts[3])
    case ("GET", 2) where parts == ["v1", "account"]: self = .retrieveAccount
    case ("GET", 3) where parts == ["v2", "core", "events"]: self = .listEvents
    case ("GET", 4) where parts.starts(with: ["v2", "core", "events"]): self = .retrieveEvent(id: parts[3])
    default: return nil
    }
  }

  /// Whether errors take the shape of the second API version.
  var isSecondVersion: Bool {
    switch self {
    case .createMeterEventV2, .listEvents, .retrieveEvent: true
    default: false
    }
  }
}
