import Billing
import Foundation
import Replaying
import Testing

/// Runs that do what they must not; each is stopped, reported, and leaves nothing, with all of the kernel's help and
/// with as little as there must be.
@Suite(.serialized) struct MisbehaviourTests {
  private func expectNothingLeft(_ rig: Rig) {
    #expect(rig.survivors.isEmpty, "processes live on")
    #expect(rig.leftovers.isEmpty, "a folder was left")
  }

  @Test("A command that ignores requests to end is killed when its time is over", arguments: Tier.allCases)
  func hangs(_ tier: Tier) {
    let rig = Rig(attempts: tier.attempts)
    let run = rig.misbehave("hang", timeoutSeconds: 1)
    #expect(run.ending == .stopped(.timedOut))
    #expect(run.wallNanoseconds >= 1_000_000_000)
    expectNothingLeft(rig)
  }

  @Test("A command that stopped itself is ended too", arguments: Tier.allCases)
  func stopsItself(_ tier: Tier) {
    let rig = Rig(attempts: tier.attempts)
    #expect(rig.misbehave("stop", timeoutSeconds: 1).ending == .stopped(.timedOut))
    expectNothingLeft(rig)
  }

  @Test("A process that left group, session and parent does not outlive its run", arguments: Tier.allCases)
  func escapes(_ tier: Tier) {
    let rig = Rig(attempts: tier.attempts)
    let run = rig.misbehave("escape")
    #expect(run.ending == .exited(status: 0))
    #expect(run.survivorCount == 1)
    let stopped = rig.misbehave("escape-and-hang", timeoutSeconds: 1)
    #expect(stopped.ending == .stopped(.timedOut))
    #expect(stopped.survivorCount == 1)
    expectNothingLeft(rig)
  }

  @Test("A fork bomb is stopped for its number of processes", arguments: Tier.allCases)
  func forkBomb(_ tier: Tier) {
    let rig = Rig(attempts: tier.attempts)
    var limits = ReplayLimits()
    limits.processCountMax = 40
    let run = rig.misbehave("fork", limits: limits)
    #expect(run.ending == .stopped(.tooManyProcesses))
    // Stopped by looking, and held by the kernel until somebody looks: on a busy host looking alone comes too late.
    #expect(run.outputTail.hasPrefix("refused after 4"), "\(run.outputTail)")
    expectNothingLeft(rig)
  }

  @Test("Zombies that a command leaves are collected", arguments: Tier.allCases)
  func zombies(_ tier: Tier) {
    let rig = Rig(attempts: tier.attempts)
    let run = rig.misbehave("zombies")
    #expect(run.ending == .exited(status: 0) && run.survivorCount == 0)
    expectNothingLeft(rig)
  }

  @Test("Gigabytes of output are read, thrown away and said to be")
  func floods() {
    let rig = Rig()
    var limits = ReplayLimits()
    limits.outputBytesMax = 1_000
    let run = rig.misbehave("flood", "1024", limits: limits, timeoutSeconds: 300)
    #expect(run.ending == .exited(status: 0))
    #expect(run.isOutputTruncated && run.outputTail == String(repeating: "x", count: 1_000))
  }

  @Test(
    "A command that fills its folder is stopped; a file beyond its limit ends it", arguments: Tier.allCases)
  func fills(_ tier: Tier) {
    let rig = Rig(attempts: tier.attempts)
    var limits = ReplayLimits()
    limits.folderBytesMax = 50 << 20
    #expect(rig.misbehave("fill", "10", limits: limits).ending == .stopped(.folderTooLarge))
    #expect(
      rig.misbehave("fill-unnamed", "10", limits: limits).ending == .stopped(.folderTooLarge),
      "files that were removed while they are open")
    limits.fileBytesMax = 2 << 20
    #expect(rig.misbehave("fill", "10", limits: limits).ending == .signalled(SIGXFSZ))
    expectNothingLeft(rig)
  }

  @Test("Folders deeper than can be followed are more than a run may leave, and are removed")
  func digs() {
    let rig = Rig()
    #expect(rig.misbehave("dig").ending == .stopped(.folderTooLarge))
    expectNothingLeft(rig)
  }

  @Test("Standard input is empty, and there is no terminal")
  func input() {
    let rig = Rig()
    #expect(rig.misbehave("input").ending == .exited(status: 0))
    #expect(rig.misbehave("terminal").ending == .exited(status: 0))
  }

  @Test("A command that uses up its processor time is ended")
  func spins() {
    var limits = ReplayLimits()
    limits.processorSecondsMax = 1
    #expect(Rig().misbehave("spin", limits: limits).ending == .signalled(SIGKILL))
  }

  @Test("A run is stopped when this program is asked to stop")
  func interrupted() {
    let rig = Rig(isInterrupted: { true })
    #expect(rig.misbehave("hang").ending == .stopped(.interrupted))
    expectNothingLeft(rig)
  }

  @Test("Calls that reach beyond a run are refused", arguments: Tier.allCases)
  func calls(_ tier: Tier) {
    let run = Rig(attempts: tier.attempts).misbehave("call")
    #expect(run.ending == .exited(status: 0), "\(run.outputTail)")
  }

  @Test("A command's signals do not reach who keeps it", arguments: Tier.allCases)
  func signals(_ tier: Tier) {
    let rig = Rig(attempts: tier.attempts)
    let run = rig.misbehave("signal")
    #expect(run.ending == .exited(status: 0), "\(run.outputTail)")
    expectNothingLeft(rig)
  }
}
