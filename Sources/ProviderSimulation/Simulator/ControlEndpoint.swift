/// The simulator's own interface, on both ports, without authentication.
enum ControlEndpoint: String, CaseIterable {
  static let prefix = "/_simulator/"

  case readTotals = "GET /_simulator/totals"
  case readRequests = "GET /_simulator/requests"
  case readFaults = "GET /_simulator/faults"
  case setFaults = "POST /_simulator/faults"
  case readClock = "GET /_simulator/clock"
  case setClock = "POST /_simulator/clock"
  case defineMeters = "POST /_simulator/stripe/meters"
  case reset = "POST /_simulator/reset"
}
