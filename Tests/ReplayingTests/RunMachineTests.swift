import Billing
import Testing

@testable import Replaying

/// The course of a run, without any process.
@Suite struct RunMachineTests {
  private static let second: Int64 = 1_000_000_000
  private let moment = KeeperReport.Moment(monotonicNanoseconds: 5, bootNanoseconds: 6)

  private func machine(isRunning: Bool = true) -> RunMachine {
    var limits = ReplayLimits()
    limits.processCountMax = 2
    limits.folderBytesMax = 100
    var machine = RunMachine(limits: limits, timeoutSeconds: 10, graceMilliseconds: 500, nowNanoseconds: 0)
    guard isRunning else { return machine }
    #expect(machine.take(.ready([.limits]), nowNanoseconds: 0) == .release)
    #expect(machine.take(.started(moment), nowNanoseconds: 0) == nil)
    return machine
  }

  @Test(
    "A run that ends by itself ends as the kernel says",
    arguments: [
      (Int32(0), ReplayRun.Ending.exited(status: 0)), (3 << 8, .exited(status: 3)), (11, .signalled(11)),
      (11 | 0x80, .signalled(11)),
    ])
  func ends(_ status: Int32, _ ending: ReplayRun.Ending) {
    var machine = machine()
    #expect(machine.take(.ended(status: status, moment), nowNanoseconds: 1) == nil)
    #expect(machine.ending == ending && machine.ended == moment)
    // What comes after the end changes nothing.
    #expect(machine.take(.gone, nowNanoseconds: 2) == nil)
    #expect(machine.take(nowNanoseconds: 99 * Self.second) == nil)
    #expect(machine.ending == ending)
  }

  @Test("When its time is over a run is told to end, then killed, then given up")
  func timeout() {
    var machine = machine()
    #expect(machine.take(nowNanoseconds: 10 * Self.second - 1) == nil)
    #expect(machine.take(nowNanoseconds: 10 * Self.second) == .terminate)
    #expect(machine.take(nowNanoseconds: 10 * Self.second + 499_999_999) == nil)
    #expect(machine.take(nowNanoseconds: 10 * Self.second + 500_000_000) == .kill)
    #expect(machine.ending == nil)
    #expect(machine.take(nowNanoseconds: 100 * Self.second) == nil)
    #expect(machine.ending == .stopped(.timedOut))
  }

  @Test("A run that ends because it was told to was stopped, whatever its status")
  func stopped() {
    var machine = machine()
    #expect(machine.take(nowNanoseconds: 10 * Self.second) == .terminate)
    #expect(machine.take(.ended(status: 0, moment), nowNanoseconds: 11 * Self.second) == nil)
    #expect(machine.ending == .stopped(.timedOut))
  }

  @Test(
    "What a look finds beyond a limit stops the run; what is at the limit does not",
    arguments: [
      (RunMachine.Look(folderByteCount: 100, processCount: 2), ReplayRun.StopReason?.none),
      (RunMachine.Look(folderByteCount: 101), .folderTooLarge),
      (RunMachine.Look(processCount: 3), .tooManyProcesses),
      (RunMachine.Look(folderByteCount: 101, isInterrupted: true), .interrupted),
    ])
  func looks(_ look: RunMachine.Look, _ reason: ReplayRun.StopReason?) {
    var machine = machine()
    #expect(machine.take(look, nowNanoseconds: 1) == (reason == nil ? nil : .terminate))
    // The first reason stays.
    #expect(
      machine.take(RunMachine.Look(folderByteCount: 101), nowNanoseconds: 2)
        == (reason == nil ? .terminate : nil))
    #expect(machine.take(.ended(status: 9, moment), nowNanoseconds: 3) == nil)
    #expect(machine.ending == .stopped(reason ?? .folderTooLarge))
  }

  @Test("A run that cannot be prepared could not start")
  func unprepared() {
    var late = machine(isRunning: false)
    #expect(late.take(nowNanoseconds: 31 * Self.second) == nil)
    #expect(late.ending == .couldNotStart(detail: "it was not ready in time"))
    var refused = machine(isRunning: false)
    _ = refused.take(.failed(step: 7, code: 1), nowNanoseconds: 1)
    #expect(
      refused.ending == .couldNotStart(detail: "its user could not be changed: Operation not permitted"))
    #expect(!refused.lacksNameSpaces && refused.shortage == nil)
    // Step 2 is the copy of the keeper, 11 the execution; code 11 is EAGAIN.
    let failures: [(Int32, Int32, Bool)] = [(2, 11, true), (11, 11, true), (7, 11, false), (11, 13, false)]
    for (step, code, isShort) in failures {
      var short = machine(isRunning: false)
      _ = short.take(.failed(step: step, code: code), nowNanoseconds: 1)
      #expect((short.shortage != nil) == isShort, "step \(step), code \(code)")
    }
    var mapless = machine(isRunning: false)
    _ = mapless.take(.failed(step: 1, code: 1), nowNanoseconds: 1)
    #expect(mapless.lacksNameSpaces)
    var lost = machine(isRunning: false)
    _ = lost.take(.gone, nowNanoseconds: 1)
    #expect(lost.ending == .couldNotStart(detail: "its keeper was killed"))
  }

  @Test("A run whose keeper was killed says nothing of the workload, unless it was being stopped")
  func lost() {
    var running = machine()
    _ = running.take(.gone, nowNanoseconds: 1)
    #expect(running.ending == .couldNotStart(detail: "its keeper was killed while it ran"))
    var stopping = machine()
    _ = stopping.take(nowNanoseconds: 10 * Self.second)
    _ = stopping.take(.gone, nowNanoseconds: 10 * Self.second)
    #expect(stopping.ending == .stopped(.timedOut))
  }
}

@Suite struct ProcessEntryTests {
  @Test("A process is read from the kernel's line, whatever its name holds")
  func line() throws {
    let text = "42 (a) S 1 (b) Z 7 42 42 0 -1 0 1 0 0 0 0 0 0 0 20 0 3 0 12345 0 0"
    let entry = try #require(ProcessEntry(stat: text))
    #expect(entry == ProcessEntry(id: 42, parentID: 7, isEnded: true, threadCount: 3, startTicks: 12_345))
    #expect(ProcessEntry(stat: "42 (a) S 7") == nil && ProcessEntry(stat: "") == nil)
  }

  @Test("Descendants are found in any order and through every generation, a loop among them too")
  func descendants() {
    let pairs: [(Int32, Int32)] = [(5, 4), (2, 1), (4, 2), (3, 9), (9, 3), (7, 1), (6, 6)]
    let entries = pairs.map { ProcessEntry(id: $0.0, parentID: $0.1) }
    #expect(Set(ProcessEntry.descendants(of: 1, in: entries).map(\.id)) == [2, 4, 5, 7])
    #expect(ProcessEntry.descendants(of: 5, in: entries).isEmpty)
    #expect(Set(ProcessEntry.descendants(of: 3, in: entries).map(\.id)) == [9])
  }
}

@Suite struct OutputTailTests {
  @Test("The last bytes are kept, whatever the pieces; what moves a cursor is shown as a dot")
  func tail() {
    var tail = OutputTail(byteCountMax: 4)
    for piece in ["a", "bc", "defghijkl", "", "m"] { tail.append(Array(piece.utf8)[...]) }
    #expect(tail.text == "jklm" && tail.isTruncated && tail.totalByteCount == 13)
    var exact = OutputTail(byteCountMax: 4)
    exact.append(Array("a\u{1B}\nb".utf8)[...])
    #expect(exact.text == "a.\nb" && !exact.isTruncated)
    var none = OutputTail(byteCountMax: 0)
    none.append([1])
    #expect(none.text.isEmpty && none.isTruncated)
  }
}
