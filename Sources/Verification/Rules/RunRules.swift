import Billing

/// A verification that ends by what one run did.
struct EarlyEnd: Hashable {
  let outcome: Verdict.Outcome
  let reason: VerdictReason
  let detail: String
}

/// What a single run may end a verification with. A failing baseline says nothing about the claim; a failing optimised
/// workload refutes it.
enum RunRules {
  /// The end that a run means; `nil` when the run is good. `reference` is the baseline's first run, once there is one.
  static func end(
    by record: RunRecord, side: ReplayManifest.Arm, reference: ReplayRun?, replay: ReplayIdentity
  ) -> EarlyEnd? {
    if let failure = record.observation.failure, failure.isDeviceLost {
      return EarlyEnd(outcome: .inconclusive, reason: .deviceLost, detail: failure.detail)
    }
    if let end = end(byEndingOf: record.run, side: side) { return end }
    if let flaw = OutputGate.flaw(of: record.run, check: replay.outputCheck) {
      return side == .baseline
        ? EarlyEnd(outcome: .inconclusive, reason: .baselineFailed, detail: flaw)
        : EarlyEnd(outcome: .rejected, reason: .outputMismatch, detail: flaw)
    }
    if let end = end(byMetricOf: record.run, side: side, metric: replay.metric) { return end }
    guard let reference,
      let difference = OutputGate.difference(of: record.run, from: reference, check: replay.outputCheck)
    else { return nil }
    return side == .baseline
      ? EarlyEnd(
        outcome: .inconclusive, reason: .baselineFailed,
        detail: "the baseline does not answer the same twice: \(difference)")
      : EarlyEnd(outcome: .rejected, reason: .outputMismatch, detail: difference)
  }

  private static func end(byEndingOf run: ReplayRun, side: ReplayManifest.Arm) -> EarlyEnd? {
    switch run.ending {
    case .exited(status: 0): return nil
    case .exited(let status): return failed(side, "it exited with status \(status)")
    case .signalled(let signal): return failed(side, "it was ended by signal \(signal)")
    case .stopped(.timedOut): return failed(side, "it took too long and was stopped")
    case .stopped(let reason):
      let detail = "the \(side.rawValue) workload was stopped: \(reason.rawValue)"
      return EarlyEnd(outcome: .inconclusive, reason: .replayStopped, detail: detail)
    case .couldNotStart(let detail):
      return EarlyEnd(outcome: .inconclusive, reason: .replayNotStarted, detail: detail)
    }
  }

  private static func failed(_ side: ReplayManifest.Arm, _ detail: String) -> EarlyEnd {
    side == .baseline
      ? EarlyEnd(outcome: .inconclusive, reason: .baselineFailed, detail: detail)
      : EarlyEnd(outcome: .rejected, reason: .optimisedFailed, detail: detail)
  }

  private static func end(
    byMetricOf run: ReplayRun, side: ReplayManifest.Arm, metric: ReplayManifest.Metric
  ) -> EarlyEnd? {
    switch metric {
    case .wallTime where run.wallNanoseconds < VerificationLimits.wallNanosecondsMin:
      let detail =
        "a run of the \(side.rawValue) workload took \(run.wallNanoseconds) ns; at least 200 ms are timed"
      return EarlyEnd(outcome: .inconclusive, reason: .runsTooShort, detail: detail)
    case .number(let file, let key, _) where RunMeasure.logarithmTrillionths(of: run, metric: metric) == nil:
      let found = run.metricText.map { "\($0), which is no number above zero in range" } ?? "nothing"
      return failed(side, "\(key) of \(file) is \(found)")
    default: return nil
    }
  }
}

/// What a run is measured by.
enum RunMeasure {
  /// The logarithm of what was timed, in trillionths, turned so that more of it is slower; `nil` when the run has no
  /// number above zero.
  static func logarithmTrillionths(of run: ReplayRun, metric: ReplayManifest.Metric) -> Int64? {
    switch metric {
    case .wallTime:
      return run.wallNanoseconds > 0 ? Logarithm.trillionths(of: run.wallNanoseconds) : nil
    case .number(_, _, let isHigherBetter):
      let logarithm = run.metricText.flatMap(SignificantNumber.init(text:))?.logarithmTrillionths
      return isHigherBetter ? logarithm.map(-) : logarithm
    }
  }
}
