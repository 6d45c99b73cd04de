package import StrictJSON
import Synchronization

extension Simulator {
  /// Answers a request of the control interface.
  func control(_ request: ReceivedRequest) -> SimulatedAnswer {
    guard let endpoint = ControlEndpoint(rawValue: "\(request.method) \(request.path)") else {
      return Self.refusal(
        404, "no such endpoint; there are " + ControlEndpoint.allCases.map(\.rawValue).joined(separator: ", ")
      )
    }
    do {
      return SimulatedAnswer(json: try answer(endpoint, request))
    } catch let error as JournalError {
      return Self.broken(error)
    } catch {
      return Self.refusal(400, "\(error)")
    }
  }

  private static func refusal(_ status: Int, _ message: String) -> SimulatedAnswer {
    SimulatedAnswer(status: status, json: .members(["simulator_error": .string(message)]))
  }

  private func answer(_ endpoint: ControlEndpoint, _ request: ReceivedRequest) throws -> JSONValue {
    switch endpoint {
    case .readTotals:
      let (state, log) = world.withLock { ($0.state, $0.log) }
      return Totals.json(state, log, nowSeconds: clock.nowSeconds)
    case .readRequests:
      let limit = FormFields(request.query)?["limit"].flatMap { Int($0) } ?? 100
      return .members(["requests": .array(world.withLock { Array($0.log.recent.suffix(max(0, limit))) })])
    case .readFaults: return .members(["faults": world.withLock { $0.faults.json }])
    case .setFaults:
      let script = try FaultScript(try JSONReader.read(request.body))
      world.withLock { $0.faults = script }
      return .members(["faults": script.json])
    case .readClock: return nowJSON
    case .setClock: return try setClock(try JSONReader.read(request.body))
    case .defineMeters: return try defineMeters(try JSONReader.read(request.body))
    case .reset:
      try reset()
      return .members(["reset": .bool(true)])
    }
  }

  private var nowJSON: JSONValue { .members(["now": .string(UTC.text(clock.nowSeconds))]) }

  private func setClock(_ value: JSONValue) throws(SimulationInputError) -> JSONValue {
    let input = try InputObject(value, named: "the clock")
    try input.allowOnly(["now", "advance_seconds"])
    if let advance = try input.optionalInteger("advance_seconds") {
      clock.set(seconds: clock.nowSeconds + Int64(advance))
    } else {
      let text = try input.text("now")
      guard let seconds = UTC.seconds(rfc3339: text) else {
        throw SimulationInputError(
          "\"now\" must be RFC 3339 text such as 2026-11-21T19:00:00Z, found \"\(text)\"")
      }
      clock.set(seconds: seconds)
    }
    return nowJSON
  }

  private func defineMeters(_ value: JSONValue) throws -> JSONValue {
    let list = value.array == nil ? JSONValue.array([value]) : value
    let meters = try StripeMeter.list(list)
    try commit(meters.map { .stripe(.meterDefined($0)) })
    return .members(["meters": .array(meters.map { $0.json(livemode: settings.isLivemode) })])
  }

  /// Sets the faults to come from a script file's JSON.
  package func setFaults(_ value: JSONValue) throws(SimulationInputError) {
    let script = try FaultScript(value)
    world.withLock { $0.faults = script }
  }
}
