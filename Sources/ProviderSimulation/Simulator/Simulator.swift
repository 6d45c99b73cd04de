import StrictJSON
import Synchronization

/// Both providers: takes requests, decides by the rules, keeps the state, and lets faults strike.
package final class Simulator: Sendable {
  let settings: SimulatorSettings
  /// The simulated time.
  package let clock: SimulatedClock
  let world: Mutex<World>
  private let initialState: SimulationState
  private let journal: Journal?
  /// Tells the identifiers of one start from those of another on the same state file.
  private let startName: String

  /// Sets the providers up; a state file is replayed first.
  package init(_ settings: SimulatorSettings, clock: SimulatedClock) throws(JournalError) {
    self.settings = settings
    self.clock = clock
    initialState = SimulationState(
      stripe: StripeState(meters: settings.stripeMeters, customers: settings.stripeCustomers),
      marketplace: MarketplaceState(credentials: settings.awsCredentials, catalog: settings.awsCatalog))
    var state = initialState
    var entries: [JournalEntry] = []
    if let path = settings.statePath {
      (journal, entries) = try Journal.open(path: path)
    } else {
      journal = nil
    }
    for entry in entries {
      switch entry {
      case .exchange(let effects): for effect in effects { state.apply(effect) }
      case .reset: state = initialState
      }
    }
    startName = "\(settings.seed) \(entries.count)"
    world = Mutex(World(state: state, random: SeededGenerator(seed: settings.seed)))
  }

  /// The whole exchange: in, delays, effect on disk, out. `pause` waits that many milliseconds.
  package func reply(to request: ReceivedRequest, api: SimulatedAPI, pause: (Int) -> Void = { _ in }) -> Reply
  {
    if request.path.hasPrefix(ControlEndpoint.prefix) {
      return Reply(answer: dated(control(request)), delivery: .whole)
    }
    // Whoever only asks for the time calls no interface: nothing strikes, nothing is counted.
    if request.method == "GET", request.path == "/" {
      return Reply(answer: dated(SimulatedAnswer(status: 404, json: .members([:]))), delivery: .whole)
    }
    let admission = admit(request, api: api)
    let latency = request.method == "POST" && admission.refusal == nil ? settings.latencyMilliseconds : 0
    wait(latency + admission.delayMilliseconds(isAfterEffect: false), pause)
    let reply = settle(admission)
    wait(admission.delayMilliseconds(isAfterEffect: true), pause)
    release(admission, reply)
    return reply
  }

  private func wait(_ milliseconds: Int, _ pause: (Int) -> Void) {
    if milliseconds > 0 { pause(milliseconds) }
  }

  /// Lets a request in: draws its faults and takes hold of its Idempotency-Key and its customer and meter.
  func admit(_ request: ReceivedRequest, api: SimulatedAPI) -> Admission {
    let subject = RequestSubject(request, api: api)
    let nowSeconds = clock.nowSeconds
    return world.withLock { world in
      world.requestCount += 1
      let context = stripeContext(nowSeconds: nowSeconds, requestID: "")
      var holds: Set<String> = []
      var refusal: SimulatedAnswer?
      if api == .stripe, request.method == "POST" {
        if let key = request.header("Idempotency-Key") {
          let hold = "key \(StripeState.account(of: request, context)) \(key)"
          if world.held.contains(hold) {
            refusal = StripeRefusal.keyInUse(key).answer
          } else {
            holds.insert(hold)
          }
        }
        if refusal == nil, let series = world.state.stripe.series(of: request, context) {
          let hold = "series \(series)"
          if world.held.contains(hold) { refusal = StripeRefusal.locked.answer } else { holds.insert(hold) }
        }
      }
      if refusal != nil { holds = [] }
      world.held.formUnion(holds)
      let faults =
        refusal == nil ? world.faults.strike(subject, api: api, random: &world.random) : []
      return Admission(
        request: request, api: api, requestID: requestID(api, world.requestCount), number: world.requestCount,
        subject: subject, faults: faults, holds: holds, refusal: refusal)
    }
  }

  private func requestID(_ api: SimulatedAPI, _ number: Int) -> String {
    api == .stripe
      ? Identifiers.opaque("req_", startName, "\(number)")
      : Identifiers.uuid("request", startName, "\(number)")
  }

  /// Decides, makes the effect durable, and bends the answer as the faults say.
  func settle(_ admission: Admission) -> Reply {
    let outcome = world.withLock { world in decide(admission, &world) }
    do throws(JournalError) {
      if let line = outcome.line { try journal?.waitUntilSynced(line: line) }
    } catch {
      return Reply(answer: Self.broken(error), delivery: .whole)
    }
    var reply = outcome.reply
    for fault in admission.faults { FaultDistortion.apply(fault, to: &reply) }
    return reply
  }

  /// Lets go of what the request held, and notes it.
  func release(_ admission: Admission, _ reply: Reply) {
    let nowSeconds = clock.nowSeconds
    world.withLock { world in
      world.held.subtract(admission.holds)
      world.log.add(admission, reply, atSeconds: nowSeconds)
    }
  }

  /// Writes the effects down and applies them; the line is `nil` when there is nothing to wait for.
  func commit(_ effects: [SimulationEffect], _ world: inout World) throws(JournalError) -> Int? {
    guard !effects.isEmpty else { return nil }
    let line = try journal?.append(.exchange(effects))
    for effect in effects { world.state.apply(effect) }
    return line
  }

  /// Returns everything to the start: state, faults, counters, chance.
  func reset() throws(JournalError) {
    let outcome = world.withLock { world -> Result<Int?, JournalError> in
      do throws(JournalError) {
        let line = try journal?.append(.reset)
        world = World(state: initialState, random: SeededGenerator(seed: settings.seed), held: world.held)
        return .success(line)
      } catch {
        return .failure(error)
      }
    }
    if let line = try outcome.get() { try journal?.waitUntilSynced(line: line) }
  }

  /// Makes effects of the control interface durable.
  func commit(_ effects: [SimulationEffect]) throws(JournalError) {
    let outcome = world.withLock { world -> Result<Int?, JournalError> in
      do throws(JournalError) { return .success(try commit(effects, &world)) } catch {
        return .failure(error)
      }
    }
    if let line = try outcome.get() { try journal?.waitUntilSynced(line: line) }
  }

  static func broken(_ error: JournalError) -> SimulatedAnswer {
    SimulatedAnswer(status: 507, json: .members(["simulator_error": .string("\(error)")]))
  }

  func dated(_ answer: SimulatedAnswer) -> SimulatedAnswer {
    var answer = answer
    answer.setHeader("Date", UTC.headerText(clock.nowSeconds))
    return answer
  }
}
