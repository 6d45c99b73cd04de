import Billing

/// Verifies one claim, step by step, by the rules of "ABBA-HL v1". It does nothing itself: `next` says what is wanted,
/// `receive` takes what came of it, and time comes with each event. The same events give the same verdict, which is how
/// evidence is checked.
package struct VerificationProtocol: Sendable {
  /// What is verified.
  package let order: VerificationOrder
  /// Decides the order of runs in a block.
  package let seed: BlockSeed
  /// Everything that was received, in order.
  package private(set) var journal: [JournalEntry] = []
  /// The blocks so far, spoilt ones too.
  package internal(set) var blocks: [BlockRecord] = []
  /// The looks so far.
  package internal(set) var looks: [Look] = []
  /// The hardware of the start; `nil` before it was probed or when none fits.
  package internal(set) var hardware: FittingHardware?
  /// The baseline's first run, which outputs are compared with.
  var reference: ReplayRun?
  /// Untimed runs after the gate.
  var warmUps: [RunRecord] = []
  /// Runs of the block at hand.
  var blockRuns: [RunRecord] = []
  var stage = Stage.checkingManifest
  var elapsedMilliseconds: Int64 = 0

  /// Where a verification stands.
  enum Stage: Hashable, Sendable {
    case checkingManifest
    case probing
    case observingIdle(tryCount: Int)
    case waiting(tryCount: Int)
    case gate(side: ReplayManifest.Arm)
    /// The outputs differ: the baseline is run once more, to see whether it answers the same twice itself.
    case doubtingBaseline(EarlyEnd)
    case warmingUp
    case timing
    /// The hardware is probed again before a look.
    case confirmingHardware
    /// The files are checked again before anything is billed by them.
    case confirmingManifest(Conclusion)
    case concluded(Conclusion)
  }

  /// One thing received.
  package struct JournalEntry: Hashable, Sendable {
    /// Milliseconds since the beginning.
    package let elapsedMilliseconds: Int64
    /// What it was.
    package let event: VerificationEvent
    /// The run that was asked for, where it is one.
    package let runOrder: RunOrder?
  }

  /// The protocol at its beginning.
  package init(_ order: VerificationOrder) {
    self.order = order
    seed = BlockSeed(order)
    begin()
  }

  /// What is wanted next.
  package var next: VerificationAction {
    switch stage {
    case .checkingManifest, .confirmingManifest: .checkManifest
    case .probing, .confirmingHardware: .probeHardware
    case .observingIdle: .observeIdle
    case .waiting: .wait(milliseconds: VerificationLimits.idleWaitMilliseconds)
    case .gate(let side): .run(runOrder(side: side, purpose: .gate))
    case .doubtingBaseline: .run(runOrder(side: .baseline, purpose: .gate))
    case .warmingUp:
      .run(runOrder(side: warmUps.count & 1 == 0 ? .baseline : .optimised, purpose: .warmUp))
    case .timing:
      .run(
        runOrder(
          side: seed.arms(ofBlock: blocks.count)[blockRuns.count],
          purpose: .timed(block: blocks.count, position: blockRuns.count)))
    case .concluded(let conclusion): .conclude(conclusion)
    }
  }

  /// What it came to; `nil` while it goes on.
  package var conclusion: Conclusion? {
    if case .concluded(let conclusion) = stage { conclusion } else { nil }
  }

  /// The logarithms of the valid blocks, in trillionths, in the order they were measured.
  package var logRatiosTrillionths: [Int64] { blocks.filter(\.isValid).map(\.logRatioTrillionths) }

  /// Takes what came of `next`, so long after the beginning.
  package mutating func receive(
    _ event: VerificationEvent, elapsedMilliseconds: Int64
  ) throws(UnexpectedEvent) {
    let asked = next
    guard elapsedMilliseconds >= self.elapsedMilliseconds else {
      throw UnexpectedEvent(description: "an event came before the one it follows")
    }
    try check(event, answers: asked)
    var runOrder: RunOrder?
    if case .run(let order) = asked, event != .interrupted { runOrder = order }
    journal.append(
      JournalEntry(elapsedMilliseconds: elapsedMilliseconds, event: event, runOrder: runOrder))
    self.elapsedMilliseconds = elapsedMilliseconds
    take(event)
    stopWhenTimeIsUp()
  }

  private func check(_ event: VerificationEvent, answers asked: VerificationAction) throws(UnexpectedEvent) {
    switch (asked, event) {
    case (.conclude, _): throw UnexpectedEvent(description: "nothing was asked for: it is concluded")
    case (_, .interrupted), (.checkManifest, .manifestAccepted), (.checkManifest, .manifestRefused),
      (.probeHardware, .hardware), (.observeIdle, .idle), (.wait, .waited):
      return
    case (.run(let order), .ran(let record)):
      guard order.arm == record.run.arm else {
        throw UnexpectedEvent(
          description: "a run of \(order.arm.rawValue) was asked for, one of \(record.run.arm.rawValue) came")
      }
    default: throw UnexpectedEvent(description: "what came does not answer what was asked for")
    }
  }

  private mutating func take(_ event: VerificationEvent) {
    switch event {
    case .manifestAccepted: manifestAccepted()
    case .manifestRefused(let detail): manifestRefused(detail)
    case .hardware(let finding): take(finding)
    case .idle(let observation): take(idle: observation)
    case .waited: waited()
    case .ran(let record):
      if record.run.ending == .stopped(.interrupted) { interrupt() } else { take(record) }
    case .interrupted: interrupt()
    }
  }
}
