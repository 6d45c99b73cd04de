import Billing
import Jobs
import MemoryStore

/// One seed's world: two runners, one ledger, two providers, and time. Everything in it happens on one thread, in an
/// order that the choices alone decide.
final class World {
  let scenario: Scenario
  let choices: Choices
  let mutant: Mutant?
  let history: History?
  let catalog: SimulatedCatalog
  /// What cron runs, and what it runs now and then where that is so.
  let linePlan: RunPlan
  let retryPlan: RunPlan
  let ledger = MemoryLedger()
  let books: Books
  let mirror: LedgerMirror
  let stripe: StripeModel
  let marketplace: MarketplaceModel
  let runners: [Runner]
  /// What is true: the time everybody's clocks are off from, in microseconds since the Unix epoch.
  private(set) var microseconds: Int64
  var marks = Marks()
  private(set) var violation: Violation?
  /// Seam calls so far.
  private(set) var callCount = 0
  private(set) var processCount = 0
  /// The runner whose turn was taken away just now.
  var preempted: Runner?
  /// Whether the configuration that made records unacceptable is corrected.
  var isMended = false
  /// Requests that left, by all processes.
  var departureCount = 0
  /// The process whose lease is the newest; `nil` once it gave it back or ended.
  var leaseHolder: SimulatedProcess?
  /// The copy of the ledger that was taken last, with what the mirror knew then.
  var backup: (content: LedgerState, mirror: LedgerMirror.Copy)?
  /// Whether the ledger is an older copy that has forgotten attempts, and nobody has dealt with it.
  var hasLostAttempts = false
  /// What the witness remembers of the ledger.
  var witnessMark: WitnessMark?
  private var ghosts: [Ghost] = []

  /// More calls than this in one process are a loop without end.
  static let callCountMax = 30_000

  init(_ scenario: Scenario, choices: Choices, runners: [Runner], mutant: Mutant?, history: History?) {
    self.scenario = scenario
    self.choices = choices
    self.runners = runners
    self.mutant = mutant
    self.history = history
    catalog = scenario.catalog
    linePlan = RunPlan(job: scenario.job(by: mutant), actor: "cron")
    retryPlan =
      scenario.hasRetryRuns
      ? RunPlan(job: scenario.job(by: mutant, steps: [.dispatch, .report]), actor: "cron") : linePlan
    microseconds = scenario.startMicroseconds
    books = Books(scenario)
    mirror = LedgerMirror(books)
    stripe = StripeModel(scenario)
    marketplace = MarketplaceModel(scenario)
    for runner in runners { runner.begin() }
  }

  var now: Instant { Instant(microseconds: microseconds) }

  /// Ends the world at the first broken promise.
  func report(_ invariant: Invariant, _ detail: @autoclosure () -> String) {
    guard violation == nil else { return }
    let found = Violation(invariant: invariant, detail: detail())
    violation = found
    note("world", "VIOLATION \(found)")
  }

  func note(_ actor: @autoclosure () -> String, _ text: @autoclosure () -> String) {
    history?.append(microseconds, actor(), text())
  }

  func nextProcessID() -> Int {
    processCount += 1
    return processCount
  }
}

// MARK: - Time

extension World {
  /// A request that was given up and is executed later, or twice.
  struct Ghost {
    let at: Int64
    let execute: () -> Void
  }

  func advance(by amount: Int64) { advance(to: microseconds + amount) }

  /// Time goes on; what was under way arrives on its way.
  func advance(to target: Int64) {
    while !ghosts.isEmpty {
      var first = 0
      for index in ghosts.indices where ghosts[index].at < ghosts[first].at { first = index }
      guard ghosts[first].at <= target else { break }
      let ghost = ghosts.remove(at: first)
      microseconds = max(microseconds, ghost.at)
      ghost.execute()
    }
    microseconds = max(microseconds, target)
  }

  /// How long a request is under way after it was given up: up to the hour that is assumed of the world, with which the
  /// safe window and all else must fit into the time for which Stripe keeps an identifier.
  static let ghostMinutes: [Int64] = [60, 20, 1]

  /// Executes something after it was given up.
  func haunt(_ execute: @escaping () -> Void) {
    let minutes = choices.pick(Self.ghostMinutes)
    ghosts.append(Ghost(at: microseconds + minutes * 60_000_000, execute: execute))
  }
}

// MARK: - What may happen at a seam

extension World {
  private static let pauseMinutes: [Int64] = [25 * 60, 1, 3, 90, 150, 4 * 24 * 60]
  private static let jumpMinutes: [Int64] = [-30 * 1_440, -3_000, -60, -4, 4, 60, 3_000, 30 * 1_440]

  /// A process arrives at a seam. Answers whether it still lives when it goes in.
  func enter(_ process: SimulatedProcess, _ call: SeamCall) -> Bool {
    guard !process.isDead else { return false }
    process.callCount += 1
    callCount += 1
    if process.callCount > Self.callCountMax {
      report(.i24, "a run made \(process.callCount) calls")
    }
    if call.usualMicroseconds > 0 { advance(by: call.usualMicroseconds) }
    if let fault = choices.first(of: call == .readClock ? .clock : .seam, times: call.faultFactor) {
      strike(process, call, fault)
    }
    if violation != nil { process.isDead = true }
    return !process.isDead
  }

  private func strike(_ process: SimulatedProcess, _ call: SeamCall, _ fault: FaultKind) {
    switch fault {
    case .crashBefore:
      marks.hitCrash(at: call, isBefore: true)
      kill(process, "before \(call.name)")
    case .pause: pause(process, "at \(call.name)")
    case .preemption:
      preempted = process.runner
      process.suspend()
    case .wallJump:
      process.runner.wallOffsetMicroseconds = choices.pick(Self.jumpMinutes) * 60_000_000
      note(process.name, "wall clock is now off by \(process.runner.wallOffsetMicroseconds / 60_000_000) min")
    case .stopRequest:
      process.isStopRequested = true
    default:
      return
    }
    marks.hit(fault)
  }

  /// A process may stand still between an answer and its being read.
  func standStill(_ process: SimulatedProcess) {
    guard !process.isDead, choices.happens(.pause) else { return }
    pause(process, "with an answer in its hands")
    marks.hit(.pause)
  }

  private func pause(_ process: SimulatedProcess, _ place: @autoclosure () -> String) {
    let minutes = choices.pick(Self.pauseMinutes)
    note(process.name, "stands still for \(minutes) min \(place())")
    process.wakeMicroseconds = microseconds + minutes * 60_000_000
    process.isPaused = true
    process.suspend()
    process.isPaused = false
  }

  /// A process comes out of a seam whose effect is there. Answers whether it lives to hear of it.
  func leave(_ process: SimulatedProcess, _ call: SeamCall) -> Bool {
    if violation != nil { process.isDead = true }
    guard !process.isDead else { return false }
    if choices.happens(.crashAfter) {
      marks.hit(.crashAfter)
      marks.hitCrash(at: call, isBefore: false)
      kill(process, "after \(call.name)")
    }
    return !process.isDead
  }

  private func kill(_ process: SimulatedProcess, _ place: String) {
    note(process.name, "CRASH \(place)")
    process.die()
  }
}
