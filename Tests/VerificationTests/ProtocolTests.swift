import Billing
import Testing
import VerdictSimulation

@testable import Verification

@Suite struct ProtocolTests {
  @Test("A true claim takes a gate, two untimed runs an arm, six blocks and one look")
  func shortest() throws {
    let host = RehearsedHost(standardDeviation: 0.001)
    var lines: [VerificationProgress] = []
    let verdict = try #require(Rehearsal().perform(on: host) { lines.append($0) }?.verdict)
    #expect(verdict.outcome == .verified)
    #expect(host.runCount == 2 + 4 + 24)
    #expect(host.probeCount == 2 && host.checkCount == 2)
    #expect(host.timeoutsSeconds.prefix(6) == [600, 600, 600, 600, 600, 600])
    #expect(host.timeoutsSeconds.dropFirst(8).allSatisfy { (60...110).contains($0) })
    #expect(lines.count == 3 + 6 + 1)
    #expect(lines[8].description == "block 6 is measured", "where it leads is seen at the look")
    #expect(verdict.attempt == 1 && verdict.driverVersion == "580.159.03")
  }

  @Test("Looks are taken at the schedule's counts and nowhere else", arguments: [false, true])
  func looks(_ isHighValue: Bool) throws {
    let host = RehearsedHost(speedUp: 1.02, standardDeviation: 0.2)
    var lines: [VerificationProgress] = []
    _ = Rehearsal(isHighValue: isHighValue).perform(on: host) { lines.append($0) }
    let looks = lines.compactMap { line in if case .look(let look) = line { look } else { nil } }
    #expect(looks.map(\.step) == (isHighValue ? LookSchedule.strict : .standard).steps)
    for (index, line) in lines.enumerated() {
      guard case .look(let look) = line, case .block(let block, let standing) = lines[index - 1] else {
        continue
      }
      #expect(standing == nil || standing?.blockCount == look.step.blockCount)
      #expect((standing == nil) == (look == looks.first) && block.isValid)
    }
  }

  @Test("A further try is held to the strict schedule")
  func furtherTry() throws {
    let host = RehearsedHost(standardDeviation: 0.001)
    let verdict = try #require(Rehearsal(attempt: 2).perform(on: host)?.verdict)
    #expect(verdict.outcome == .verified && host.runCount == 2 + 4 + 32)
  }

  @Test("A spoilt block is left out whole and measured again; its value never spoils it")
  func spoiltBlock() throws {
    let host = RehearsedHost(standardDeviation: 0.001)
    host.bendSample = { run, sample in
      if run == 11 { sample.eccUncorrectedCount = Int64(sample.atNanoseconds >> 30) }
    }
    host.bendRun = { number, run in if number == 20 { run = run.scaled(by: 3) } }
    var blocks: [BlockRecord] = []
    let outcome = Rehearsal().perform(on: host) { line in
      if case .block(let block, _) = line { blocks.append(block) }
    }
    #expect(blocks.map(\.faults).filter { !$0.isEmpty } == [[.memoryError]])
    #expect(blocks[1].faults == [.memoryError])
    #expect(outcome?.verdict?.lowerBound != nil)
    #expect(blocks.filter(\.isValid).count == blocks.count - 1)
  }

  @Test("The power cap is no fault, and unknown reasons are none")
  func powerCap() {
    let host = RehearsedHost(standardDeviation: 0.001)
    host.bendSample = { _, sample in
      sample.clockReasons = 0x4 | 0x8000_0000_0000
      sample.heldNanoseconds.powerCap = Int64(sample.atNanoseconds)
    }
    #expect(Rehearsal().perform(on: host)?.verdict?.outcome == .verified)
  }

  @Test("Without counters the heat bits count; with counters a moment of heat does not")
  func heat() {
    let blind = RehearsedHost(standardDeviation: 0.001)
    blind.bendSample = { _, sample in sample.clockReasons = 0x20 }
    #expect(Rehearsal().perform(on: blind)?.verdict?.reason == .throttled)
    let counting = RehearsedHost(standardDeviation: 0.001)
    counting.bendSample = { _, sample in
      sample.clockReasons = 0x20
      sample.heldNanoseconds.softwareThermal = Int64(sample.atNanoseconds / 200)
    }
    #expect(Rehearsal().perform(on: counting)?.verdict?.outcome == .verified)
  }

  @Test("Warming up goes on until clocks and temperature settle, five runs an arm at most")
  func warmUp() {
    let cooling = RehearsedHost(standardDeviation: 0.001)
    cooling.bendSample = { run, sample in sample.temperatureCelsius = 40 + min(run, 7) * 3 }
    _ = Rehearsal().perform(on: cooling)
    #expect(cooling.runCount == 2 + 10 + 24)
    let slow = RehearsedHost(standardDeviation: 0.001)
    slow.bendSample = { run, sample in sample.smClockMegahertz = run < 4 ? 1_900 : 1_980 }
    _ = Rehearsal().perform(on: slow)
    #expect(slow.runCount == 2 + 6 + 24)
  }

  @Test("It waits for idle devices")
  func waits() {
    let host = RehearsedHost(standardDeviation: 0.001)
    host.bendSample = { _, sample in if host.sleepCount < 3 { sample.computeProcessCount = 1 } }
    #expect(Rehearsal().perform(on: host)?.verdict?.outcome == .verified)
    #expect(host.sleepCount == 3)
  }

  @Test("When time is up the last look counts, and nothing more is looked at")
  func timeIsUp() throws {
    let host = RehearsedHost(speedUp: 1.3, standardDeviation: 0.03)
    host.bendRun = { number, run in if number >= 35 { run = run.scaled(by: 50) } }
    let verdict = try #require(Rehearsal(claimed: 1.32).perform(on: host)?.verdict)
    #expect(verdict.outcome == .partiallyVerified && verdict.reason == .claimExceedsMeasurement)
    #expect(host.runCount < 60)
  }

  @Test("Stopping before a look is no try; after one it ends the try")
  func stopping() throws {
    let early = RehearsedHost()
    early.stopAfterRunCount = 12
    #expect(Rehearsal().perform(on: early) == .interrupted)
    let late = RehearsedHost(speedUp: 1.02, standardDeviation: 0.1)
    late.stopAfterRunCount = 33
    let verdict = try #require(Rehearsal().perform(on: late)?.verdict)
    #expect(verdict.outcome == .inconclusive && verdict.reason == .timeIsUp && verdict.lowerBound != nil)
    let within = RehearsedHost()
    within.bendRun = { number, run in if number == 9 { run = run.ended(.stopped(.interrupted)) } }
    #expect(Rehearsal().perform(on: within) == .interrupted)
  }

  @Test("A metric of the workload's own is timed, higher or lower better", arguments: [true, false])
  func ownMetric(_ isHigherBetter: Bool) throws {
    let host = RehearsedHost(standardDeviation: 0.001)
    host.bendRun = { _, run in
      let milliseconds = run.wallNanoseconds / 1_000_000
      run.metricText = isHigherBetter ? "\(60_000_000 / milliseconds).5e-1" : "\(milliseconds)"
      run = run.divided(by: 1_000)
    }
    let metric = ReplayManifest.Metric.number(file: "m.json", key: "rate", isHigherBetter: isHigherBetter)
    #expect(Rehearsal(metric: metric).perform(on: host)?.verdict?.outcome == .verified)
    host.bendRun = { number, run in run.metricText = number == 8 ? "0" : "5" }
    let verdict = try #require(Rehearsal(metric: metric).perform(on: host)?.verdict)
    #expect(verdict.outcome != .verified)
  }

  @Test("Numbers within tolerance and quality within its share agree")
  func outputChecks() {
    func outcome(_ check: ReplayManifest.OutputCheck, _ numbers: [String]) -> Verdict.Outcome? {
      let host = RehearsedHost(standardDeviation: 0.001)
      host.bendRun = { _, run in run.outputNumbers = run.arm == .baseline ? ["100", "0.5"] : numbers }
      if case .quality = check {
        host.bendRun = { _, run in run.outputNumbers = run.arm == .baseline ? ["100"] : numbers }
      }
      return Rehearsal(outputCheck: check).perform(on: host)?.verdict?.outcome
    }
    let numbers = ReplayManifest.OutputCheck.numbers(
      file: "o.json", absolutePartsPerMillion: 10, relativePartsPerMillion: 1_000)
    #expect(outcome(numbers, ["100.1", "0.5"]) == .verified)
    #expect(outcome(numbers, ["100.11", "0.5"]) == .rejected)
    #expect(outcome(numbers, ["100"]) == .rejected)
    #expect(outcome(numbers, []) == .rejected)
    let quality = ReplayManifest.OutputCheck.quality(
      file: "q.json", key: "bleu", shareMinPartsPerMillion: 990_000)
    #expect(outcome(quality, ["99"]) == .verified)
    #expect(outcome(quality, ["98.9"]) == .rejected)
  }

  @Test("Outputs that differ are believed only when the baseline answers the same twice")
  func doubtfulBaseline() throws {
    let host = RehearsedHost()
    host.bendRun = { _, run in if run.arm == .optimised { run.outputSHA256 = "00" } }
    #expect(Rehearsal().perform(on: host)?.verdict?.reason == .outputMismatch)
    #expect(host.runCount == 3)
  }

  @Test("Only what was asked for is taken")
  func unexpected() throws {
    var state = VerificationProtocol(try #require(Rehearsal().order))
    #expect(throws: UnexpectedEvent.self) { try state.receive(.waited, elapsedMilliseconds: 0) }
    try state.receive(.manifestAccepted, elapsedMilliseconds: 5)
    #expect(throws: UnexpectedEvent.self) {
      try state.receive(.hardware(.failed(isDeviceLost: false, detail: "")), elapsedMilliseconds: 4)
    }
    try state.receive(.hardware(.failed(isDeviceLost: false, detail: "")), elapsedMilliseconds: 6)
    #expect(throws: UnexpectedEvent.self) { try state.receive(.waited, elapsedMilliseconds: 7) }
  }
}
