package import Billing

/// Performs a verification: asks the protocol what is next, does it through the seams, and tells it what came of it.
package final class ClaimVerification {
  private let manifest: ReplayManifest?
  private let gate: HardwareGate
  private let probe: any DeviceProbe
  private let replayer: any Replayer
  private let clock: any Clock
  private let progress: (VerificationProgress) -> Void
  private let startedNanoseconds: UInt64
  private var state: VerificationProtocol

  /// Verifies what the order says. `manifest` is the one of the order's replay, and `nil` when that is missing or
  /// refused. Takes at most the order's time and one run more; returns early when the clock is asked to stop.
  package static func perform(
    _ order: VerificationOrder, manifest: ReplayManifest?, gate: HardwareGate, probe: any DeviceProbe,
    replayer: any Replayer, clock: any Clock, progress: @escaping (VerificationProgress) -> Void
  ) -> VerificationOutcome {
    let verification = ClaimVerification(
      order, manifest: manifest, gate: gate, probe: probe, replayer: replayer, clock: clock,
      progress: progress)
    return verification.perform()
  }

  private init(
    _ order: VerificationOrder, manifest: ReplayManifest?, gate: HardwareGate, probe: any DeviceProbe,
    replayer: any Replayer, clock: any Clock, progress: @escaping (VerificationProgress) -> Void
  ) {
    if case .known(let replay) = order.replay {
      precondition(manifest.map(ReplayIdentity.init) == replay, "the manifest is the order's")
    }
    self.manifest = manifest
    self.gate = gate
    self.probe = probe
    self.replayer = replayer
    self.clock = clock
    self.progress = progress
    startedNanoseconds = clock.monotonicNanoseconds()
    state = VerificationProtocol(order)
  }

  private func perform() -> VerificationOutcome {
    while true {
      switch state.next {
      case .checkManifest: tell(checkedManifest())
      case .probeHardware: tell(.hardware(gate.finding(tier: state.order.hardwareTier, probe: probe)))
      case .observeIdle: tell(.idle(observe()))
      case .wait(let milliseconds):
        progress(.waitsForIdleDevices)
        tell(clock.sleep(milliseconds: milliseconds) ? .waited : .interrupted)
      case .run(let order): tell(clock.isStopRequested() ? .interrupted : .ran(run(order)))
      case .conclude(let conclusion): return outcome(conclusion)
      }
    }
  }

  private func checkedManifest() -> VerificationEvent {
    guard let manifest else { return .manifestRefused(detail: "there is no manifest") }
    do throws(ReplayRefusal) {
      try replayer.check(manifest)
      return .manifestAccepted
    } catch {
      return .manifestRefused(detail: error.description)
    }
  }

  private func observe() -> HostObservation {
    let observer = RunObserver(probe: probe, devices: state.hardware?.devices ?? [])
    observer.sample()
    return observer.observation
  }

  private func run(_ order: RunOrder) -> RunRecord {
    guard let manifest else { preconditionFailure("without a manifest nothing is run") }
    let observer = RunObserver(probe: probe, devices: state.hardware?.devices ?? [])
    let run = replayer.run(
      order.arm, of: manifest, timeoutSeconds: order.timeoutSeconds,
      samplingMilliseconds: VerificationLimits.samplingMilliseconds
    ) { observer.sample() }
    return RunRecord(run: run.forEvidence, observation: observer.observation)
  }

  private func tell(_ event: VerificationEvent) {
    let before = state
    let elapsed = (clock.monotonicNanoseconds() - startedNanoseconds) / 1_000_000
    do throws(UnexpectedEvent) {
      try state.receive(event, elapsedMilliseconds: Int64(clamping: elapsed))
    } catch {
      preconditionFailure("the protocol was answered with what it did not ask for: \(error)")
    }
    for line in Self.progress(from: before, to: state) { progress(line) }
  }

  private static func progress(
    from before: VerificationProtocol, to now: VerificationProtocol
  ) -> [VerificationProgress] {
    var lines: [VerificationProgress] = []
    if before.hardware == nil, let hardware = now.hardware {
      lines.append(.hardwareFits(fingerprint: hardware.fingerprint))
    }
    if before.stage != .warmingUp, now.stage == .warmingUp { lines.append(.outputsAgree) }
    if before.stage == .warmingUp, now.stage == .timing {
      lines.append(.warmedUp(runCount: now.warmUps.count))
    }
    if let block = now.blocks.last, now.blocks.count > before.blocks.count {
      // Before the first look nobody sees where it leads: who stopped it then would choose the coin.
      lines.append(.block(block, standing: now.looks.isEmpty ? nil : VerificationProgress.Standing(now)))
    }
    if let look = now.looks.last, now.looks.count > before.looks.count { lines.append(.look(look)) }
    return lines
  }

  private func outcome(_ conclusion: Conclusion) -> VerificationOutcome {
    if conclusion.result == .interrupted { return .interrupted }
    let evidence = Evidence(state, endedAt: clock.now())
    let bytes = evidence.bytes
    if let verdict = evidence.verdict(sha256: Evidence.sha256(of: bytes)) {
      return .verdict(verdict, detail: conclusion.detail, evidence: bytes)
    }
    let replay = HealthRules.Replay(
      result: conclusion.result, hardwareFingerprint: state.hardware?.fingerprint ?? "",
      endedAt: evidence.endedAt)
    return .hostHealth(replay, evidence: bytes)
  }
}

extension ReplayRun {
  /// The run as evidence holds it: the words of a run that went well are nobody's business.
  var forEvidence: ReplayRun {
    var run = self
    if ending == .exited(status: 0) {
      run.outputTail = ""
    } else if outputTail.utf8.count > VerificationLimits.outputTailBytesMax {
      run.outputTail = String(
        decoding: outputTail.utf8.suffix(VerificationLimits.outputTailBytesMax), as: UTF8.self)
    }
    return run
  }
}
