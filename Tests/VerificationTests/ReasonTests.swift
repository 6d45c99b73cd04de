import Billing
import Testing
import Verification

/// A host, a verification, and what it must come to.
struct ReasonCase: Sendable, CustomStringConvertible {
  let description: String
  let outcome: Verdict.Outcome
  let reason: VerdictReason
  var speedUp = 1.3
  var standardDeviation = 0.002
  var bend: @Sendable (RehearsedHost) -> Void = { _ in }
  var alter: @Sendable (inout Rehearsal) -> Void = { _ in }
}

@Suite struct ReasonTests {
  @Test(
    "Every reason is reached, and its evidence gives the same verdict again", arguments: cases + hostCases)
  func reasons(_ item: ReasonCase) throws {
    let host = RehearsedHost(speedUp: item.speedUp, standardDeviation: item.standardDeviation)
    item.bend(host)
    var rehearsal = Rehearsal()
    item.alter(&rehearsal)
    let outcome = try #require(rehearsal.perform(on: host))
    let verdict = try #require(outcome.verdict)
    #expect(verdict.outcome == item.outcome)
    #expect(verdict.reason == item.reason)
    let check = EvidenceCheck.recompute(outcome.evidence, expecting: EvidenceCheck.Expectation(of: verdict))
    #expect(check.differences.isEmpty)
    #expect(check.verdict == verdict)
    let report = EvidenceReport(check).lines
    #expect(report.contains("verdict     \(item.outcome.rawValue): \(item.reason.sentence)"))
  }

  @Test("No reason is without a test")
  func complete() {
    #expect(Set((Self.cases + Self.hostCases).map(\.reason)) == Set(VerdictReason.allCases))
  }

  private static let cases: [ReasonCase] = [
    ReasonCase(description: "a true claim", outcome: .verified, reason: .claimSupported),
    ReasonCase(
      description: "an inflated claim", outcome: .partiallyVerified, reason: .claimExceedsMeasurement,
      alter: { $0.claimed = 1.5 }),
    ReasonCase(description: "a false claim", outcome: .rejected, reason: .noUplift, speedUp: 1),
    ReasonCase(
      description: "another output", outcome: .rejected, reason: .outputMismatch,
      bend: { $0.bendRun = { _, run in if run.arm == .optimised { run.outputSHA256 = "00" } } }),
    ReasonCase(
      description: "another output, late", outcome: .rejected, reason: .outputMismatch,
      bend: {
        $0.bendRun = { number, run in if number > 20, run.arm == .optimised { run.outputSHA256 = "00" } }
      }),
    ReasonCase(
      description: "no output", outcome: .rejected, reason: .outputMismatch,
      bend: { $0.bendRun = { _, run in if run.arm == .optimised { run.outputSHA256 = nil } } }),
    ReasonCase(
      description: "the optimised workload fails", outcome: .rejected, reason: .optimisedFailed,
      bend: { $0.bendRun = { number, run in if number == 1 { run = run.ended(.exited(status: 3)) } } }),
    ReasonCase(
      description: "the optimised workload hangs", outcome: .rejected, reason: .optimisedFailed,
      bend: {
        $0.bendRun = { number, run in
          if run.arm == .optimised, number > 9 { run = run.ended(.stopped(.timedOut)) }
        }
      }),
    ReasonCase(
      description: "the baseline crashes", outcome: .inconclusive, reason: .baselineFailed,
      bend: { $0.bendRun = { _, run in if run.arm == .baseline { run = run.ended(.signalled(11)) } } }),
    ReasonCase(
      description: "the baseline answers otherwise each time", outcome: .inconclusive,
      reason: .baselineFailed,
      bend: { $0.bendRun = { number, run in if run.arm == .baseline { run.outputSHA256 = "\(number)" } } }),
    ReasonCase(
      description: "noise", outcome: .inconclusive, reason: .boundsTooWide, speedUp: 1.02,
      standardDeviation: 0.2),
    ReasonCase(
      description: "long runs", outcome: .inconclusive, reason: .timeIsUp,
      bend: { $0.bendRun = { _, run in run = run.scaled(by: 20) } }),
    ReasonCase(
      description: "runs too short", outcome: .inconclusive, reason: .runsTooShort,
      bend: { $0.bendRun = { _, run in run = run.divided(by: 60) } }),
    ReasonCase(
      description: "a folder too large", outcome: .inconclusive, reason: .replayStopped,
      bend: { $0.bendRun = { _, run in run = run.ended(.stopped(.folderTooLarge)) } }),
    ReasonCase(
      description: "nothing starts", outcome: .inconclusive, reason: .replayNotStarted,
      bend: { $0.bendRun = { _, run in run = run.ended(.couldNotStart(detail: "no such file")) } }),
    ReasonCase(
      description: "no manifest", outcome: .deferred, reason: .manifestMissing,
      alter: { $0.replay = .missing }),
    ReasonCase(
      description: "a manifest that is not signed", outcome: .deferred, reason: .manifestRefused,
      alter: { $0.replay = .refused(detail: "it is not on the list") }),
    ReasonCase(
      description: "a file that changed before", outcome: .deferred, reason: .manifestRefused,
      bend: { $0.refuse = { _ in ReplayRefusal("changed") } }),
    ReasonCase(
      description: "a file that changed meanwhile", outcome: .inconclusive, reason: .manifestRefused,
      bend: { $0.refuse = { number in number == 0 ? nil : ReplayRefusal("changed") } }),
    ReasonCase(
      description: "a manifest of another tier", outcome: .deferred, reason: .manifestRefused,
      alter: { $0.tier = "a100" }),
  ]

  private static let hostCases: [ReasonCase] = [
    ReasonCase(
      description: "heat", outcome: .inconclusive, reason: .throttled,
      bend: { host in
        host.bendSample = { _, sample in
          sample.heldNanoseconds.hardwareThermal = Int64(sample.atNanoseconds / 50)
        }
      }),
    ReasonCase(
      description: "the board slows down", outcome: .inconclusive, reason: .throttled,
      bend: { $0.bendSample = { _, sample in sample.clockReasons = 0xC } }),
    ReasonCase(
      description: "others on the device", outcome: .inconclusive, reason: .contended,
      bend: { $0.bendSample = { run, sample in if run > 6 { sample.computeProcessCount = 2 } } }),
    ReasonCase(
      description: "never idle", outcome: .inconclusive, reason: .contended,
      bend: { $0.bendSample = { _, sample in sample.utilisationPercent = 6 } }),
    ReasonCase(
      description: "the power limit moves", outcome: .inconclusive, reason: .hostChanged,
      bend: { $0.bendSample = { run, sample in if run > 6 { sample.powerLimitMilliwatts = 500_000 } } }),
    ReasonCase(
      description: "the host sleeps", outcome: .inconclusive, reason: .hostChanged,
      bend: { $0.bendRun = { _, run in run = run.slept() } }),
    ReasonCase(
      description: "another driver at the look", outcome: .inconclusive, reason: .hostChanged,
      bend: { host in
        host.answerProbe = { number in
          var devices = RehearsedHost.devices
          if number > 0 { devices.driverVersion = "590.48.01" }
          return .success(devices)
        }
      }),
    ReasonCase(
      description: "the device is lost", outcome: .inconclusive, reason: .deviceLost,
      bend: { $0.failSample = { run in run > 7 ? .deviceLost(uuid: nil, detail: "Xid 79") : nil } }),
    ReasonCase(
      description: "a noisy host", outcome: .inconclusive, reason: .hostNoise, alter: { $0.health = .noisy }),
    ReasonCase(
      description: "no hardware", outcome: .deferred, reason: .noHardware,
      bend: { $0.answerProbe = { _ in .failure(.noHardware(detail: "no libnvidia-ml.so.1")) } }),
    ReasonCase(
      description: "other hardware", outcome: .deferred, reason: .hardwareMismatch,
      alter: { $0.answer = .mismatch(detail: "NVIDIA A100 is no H200") }),
  ]
}

extension ReplayRun {
  func ended(_ ending: Ending) -> ReplayRun { remade(ending, wallNanoseconds, bootNanoseconds) }
  func scaled(by factor: Int64) -> ReplayRun {
    remade(ending, wallNanoseconds * factor, bootNanoseconds * factor)
  }
  func divided(by factor: Int64) -> ReplayRun {
    remade(ending, wallNanoseconds / factor, wallNanoseconds / factor)
  }
  func slept() -> ReplayRun { remade(ending, wallNanoseconds, bootNanoseconds + 60_000_000_000) }

  private func remade(_ ending: Ending, _ wall: Int64, _ boot: Int64) -> ReplayRun {
    var run = ReplayRun(arm: arm, ending: ending, wallNanoseconds: wall, bootNanoseconds: boot)
    run.metricText = metricText
    run.outputSHA256 = outputSHA256
    run.outputNumbers = outputNumbers
    run.isolation = isolation
    run.outputTail = outputTail
    return run
  }
}
