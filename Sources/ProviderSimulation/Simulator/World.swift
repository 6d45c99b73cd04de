import StrictJSON

/// Everything that changes, under one lock.
struct World: Sendable {
  var state: SimulationState
  var faults = FaultScript()
  var random: SeededGenerator
  var throttle = RequestThrottle()
  var held: Set<String> = []
  var log = RequestLog()
  var requestCount = 0
}
