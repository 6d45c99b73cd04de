import Billing

/// The file beside the ledger that remembers how far it has come; the world keeps it, whatever becomes of the ledger.
final class SimulatedWitness: Witness {
  private let process: SimulatedProcess

  init(_ process: SimulatedProcess) { self.process = process }

  func mark() throws(WitnessError) -> WitnessMark? {
    try enter()
    guard process.world.mutant == .oneTimeline, let mark = process.world.witnessMark else {
      return process.world.witnessMark
    }
    return WitnessMark(
      ledgerID: mark.ledgerID, timelineID: process.world.identity.timelineID, epoch: mark.epoch,
      attemptCount: mark.attemptCount, sentBefore: mark.sentBefore)
  }

  func keep(_ mark: WitnessMark, isDurable: Bool) throws(WitnessError) {
    try enter()
    process.world.witnessMark = mark
    if process.isRecovery { process.world.hasLostAttempts = false }
    guard process.world.leave(process, .witness) else { throw WitnessError("the process is dead") }
  }

  private func enter() throws(WitnessError) {
    guard process.world.enter(process, .witness) else { throw WitnessError("the process is dead") }
    guard process.world.choices.happens(.witnessBroken) else { return }
    process.world.marks.hit(.witnessBroken)
    throw WitnessError("as the seed has it")
  }
}
