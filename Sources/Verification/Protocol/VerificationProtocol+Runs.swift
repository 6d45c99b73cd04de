import Billing

/// Runs, blocks and looks.
extension VerificationProtocol {
  func runOrder(side: ReplayManifest.Arm, purpose: RunOrder.Purpose) -> RunOrder {
    let arm = order.claim == nil ? .baseline : side
    return RunOrder(side: side, arm: arm, purpose: purpose, timeoutSeconds: timeoutSeconds(arm: arm))
  }

  /// What the manifest says before the arm was timed; afterwards ten medians, and at least a minute.
  private func timeoutSeconds(arm: ReplayManifest.Arm) -> Int64 {
    guard case .known(let replay) = order.replay else { return VerificationLimits.timeoutSecondsMin }
    let times = journal.compactMap { entry -> Int64? in
      guard case .ran(let record) = entry.event, record.run.arm == arm, let runOrder = entry.runOrder,
        case .timed = runOrder.purpose
      else { return nil }
      return record.run.wallNanoseconds
    }
    guard !times.isEmpty else { return replay.timeoutSeconds }
    let allowed = Int128(times.sorted()[times.count >> 1]) * Int128(VerificationLimits.timeoutMedianCount)
    let seconds = Int64(clamping: Rounding.down.quotient(allowed, by: 1_000_000_000)) + 1
    return max(VerificationLimits.timeoutSecondsMin, seconds)
  }

  mutating func take(_ record: RunRecord) {
    guard case .known(let replay) = order.replay, let runOrder = journal.last?.runOrder else { return }
    if let early = RunRules.end(by: record, side: runOrder.side, reference: reference, replay: replay) {
      if early.reason == .outputMismatch, runOrder.purpose == .gate {
        stage = .doubtingBaseline(early)
      } else {
        end(early.outcome, early.reason, early.detail)
      }
      return
    }
    if case .doubtingBaseline(let early) = stage { return end(early.outcome, early.reason, early.detail) }
    switch runOrder.purpose {
    case .gate:
      if reference == nil { reference = record.run }
      stage = runOrder.side == .baseline ? .gate(side: .optimised) : .warmingUp
    case .warmUp:
      warmUps.append(record)
      if WarmUpRules.isSettled(warmUps) { stage = .timing }
    case .timed:
      blockRuns.append(record)
      if blockRuns.count == 4 { closeBlock(metric: replay.metric) }
    }
  }

  private mutating func closeBlock(metric: ReplayManifest.Metric) {
    let sides = seed.arms(ofBlock: blocks.count)
    guard let hardware,
      let logRatio = BlockRules.logRatioTrillionths(of: blockRuns, sides: sides, metric: metric)
    else { preconditionFailure("runs without hardware or measure end a verification before a block is full") }
    let baseline = BlockRules.Baseline(hardware: hardware, processCountMax: processCountMax)
    let faults = BlockRules.faults(of: blockRuns, against: baseline)
    blocks.append(
      BlockRecord(number: blocks.count, sides: sides, faults: faults, logRatioTrillionths: logRatio))
    blockRuns = []
    if let reason = BlockRules.reasonToGiveUp(after: blocks) {
      let spoiltCount = blocks.filter { !$0.isValid }.count
      end(.inconclusive, reason, "\(spoiltCount) of \(blocks.count) blocks were spoilt")
    } else if faults.isEmpty, order.schedule.step(blockCount: logRatiosTrillionths.count) != nil {
      stage = .confirmingHardware
    }
  }

  /// The most processes that untimed runs of each workload were seen with; at least 1, since samples may miss one.
  private var processCountMax: [ReplayManifest.Arm: Int] {
    var counts: [ReplayManifest.Arm: Int] = [.baseline: 1, .optimised: 1]
    for entry in journal {
      guard case .ran(let record) = entry.event, let runOrder = entry.runOrder else { continue }
      if case .timed = runOrder.purpose { break }
      let seen = record.observation.devices.compactMap(\.processCountMax).max() ?? 0
      counts[record.run.arm] = max(counts[record.run.arm] ?? 1, seen)
    }
    return counts
  }

  /// Takes the look that is due and decides by it.
  mutating func look() {
    let logRatios = logRatiosTrillionths
    guard let step = order.schedule.step(blockCount: logRatios.count) else {
      preconditionFailure("the schedule has no look after \(logRatios.count) blocks")
    }
    let look = Look(step: step, logRatiosTrillionths: logRatios, earlier: looks.last)
    looks.append(look)
    decide(by: look, isLast: order.schedule.isLast(step))
  }

  private mutating func decide(by look: Look, isLast: Bool) {
    switch order.subject {
    case .claim(let claim):
      let decision = VerdictRules.decide(look, isLast: isLast, claim: claim, terms: order.terms)
      guard let (outcome, reason) = decision else { return stage = .timing }
      end(outcome, reason, "")
    case .hostHealth:
      switch HealthRules.decide(look, isLast: isLast) {
      case .healthy: conclude(.healthy, "")
      case .noisy: conclude(.noisy, "")
      case .unknown, nil: stage = .timing
      }
    }
  }
}
