import Billing
import Jobs

/// One process: it runs the production line once, over seams that lead into its world. A dead process goes on in name
/// only: every seam refuses it, so that the line unwinds by itself, and nothing that it calls has any effect.
final class SimulatedProcess {
  let id: Int
  let runner: Runner
  let world: World
  let work: Work
  private(set) var store: SimulatedStore?
  var isDead = false
  var isPaused = false
  var isStopRequested = false
  /// Whether a commit of this process ended in a way nobody knows.
  var hasUnknownCommit = false
  var callCount = 0
  /// When it can go on.
  var wakeMicroseconds: Int64 = 0
  /// When its handle last changed the ledger.
  var lastWriteMicroseconds: Int64 = 0
  /// Items that their provider said it counts, until that is settled.
  var deliveredByAnswer: Set<String> = []
  /// Attempts of this process, by item.
  var attemptsOfItem: [String: Int] = [:]

  /// What a process was started for.
  enum Work {
    /// The line, by cron or by a person.
    case line(RunPlan)
    /// A person decides about items.
    case decision(ItemDecision, [String])
    /// A person goes on with an older copy of the ledger.
    case recovery
  }

  init(_ world: World, runner: Runner, work: Work) {
    id = world.nextProcessID()
    self.world = world
    self.runner = runner
    self.work = work
  }

  var isDecision: Bool { if case .decision = work { true } else { false } }

  var isRecovery: Bool { if case .recovery = work { true } else { false } }

  var name: String { "run-\(id)@\(runner.index)" }

  func suspend() { runner.suspend() }

  /// Its handles are gone, and with them the lease, as when a process ends.
  func die() {
    isDead = true
    store?.close()
  }

  func run() {
    let store = SimulatedStore(self)
    self.store = store
    let clock = SimulatedClock(self)
    let context = RunContext(
      store: store, catalog: catalog,
      providers: providers(clock),
      sources: sources(), clock: clock, billingStarts: nil,
      bounds: world.scenario.itemCountBound.map { SafetyBounds(itemCountMax: $0) } ?? SafetyBounds(),
      witness: SimulatedWitness(self),
      jitter: { [world] in Int64(world.choices.below(1_000_000)) }, progress: Self.listener)
    let owner = LeaseOwner(
      host: "host-\(runner.index)", processID: Int32(id), bootID: "", command: isRecovery ? "recover" : "run",
      since: world.now)
    var (results, failure): (RunResults?, RunError?) = (nil, nil)
    do throws(RunError) {
      switch work {
      case .line(let plan): results = try Run.perform(plan, context, owner: owner)
      case .decision(let decision, let ids):
        _ = try Deciding.perform(
          decision, on: ids, actor: "person", reason: "looked at", context, owner: owner)
      case .recovery:
        _ = try Recovery.perform(actor: "person", reason: "restored", context, owner: owner)
        world.marks.hit(.recovered)
      }
    } catch {
      failure = error
    }
    store.close()
    self.store = nil
    if !isDead { finish(results, failure) }
  }

  private var catalog: Catalog {
    world.mutant == .replanSameHour ? world.catalog.sameHourCatalog : world.catalog.catalog
  }

  private func providers(_ clock: SimulatedClock) -> [any Provider] {
    guard let terms = world.scenario.wire else {
      return [SimulatedStripe(self, clock: clock), SimulatedMarketplace(self, clock: clock)]
    }
    return WiredProvider.all(self, clock: clock, terms)
  }

  private func sources() -> [any EventSource] {
    world.scenario.files.indices.filter {
      world.scenario.files[$0].arrivalMicroseconds <= world.microseconds
    }.map { SimulatedSource(self, fileIndex: $0) }
  }

  private func finish(_ results: RunResults?, _ failure: RunError?) {
    if let failure = failure ?? results?.failure {
      world.note(name, "ends: \(failure)")
      world.marks.hit(.runFailed)
      switch failure {
      case .interrupted: world.marks.hit(.runInterrupted)
      case .clockDiffers: world.marks.hit(.clockDiffers)
      case .store(.locked): world.marks.hit(.leaseRefused)
      // Without the lease two runs may ask for what fits no longer; that the store refuses it is as it shall be.
      case .store(.ruleBroken) where world.mutant == .noLease: break
      case .store(.ruleBroken(let detail)): world.report(.books, "the store refused a change: \(detail)")
      case .store, .source, .clockBehind, .timeUnconfirmed, .witness: break
      }
    } else {
      world.note(name, "ends with \(results?.exitStatus.code ?? -1)")
    }
    if let broken = results?.audit.broken.first {
      world.report(.i3, "\(broken.name): \(broken.left) is not \(broken.right)")
    }
  }

  private static let listener = NobodyWatching()
}

/// Progress is for people.
private final class NobodyWatching: ProgressListener, Sendable {
  func advanced(_ step: JobDefinition.Step, subject: @autoclosure () -> String, done: Int, total: Int?) {}
  func noted(_ step: JobDefinition.Step, _ note: String) {}
}
