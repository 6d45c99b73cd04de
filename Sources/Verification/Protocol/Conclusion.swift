package import Billing

/// What a verification came to, before it is dated and its evidence has a digest.
package struct Conclusion: Hashable, Sendable {
  /// The kinds of endings.
  package enum Result: Hashable, Sendable {
    /// A verdict on a claim.
    case verdict(Verdict.Outcome, VerdictReason)
    /// The host times equal workloads as equal.
    case healthy
    /// It does not, or not within 2 %.
    case noisy
    /// Its health could not be measured.
    case unmeasured(VerdictReason)
    /// The program was asked to stop before any look: there is no verdict, and it was no try.
    case interrupted
  }

  /// What it came to.
  package let result: Result
  /// What a person should know beside the reason's sentence; may be empty.
  package let detail: String
  /// The last look; `nil` when there was none.
  package let look: Look?

  /// The lower bound that counts; `nil` without a look.
  package var lowerBound: SpeedUp? { look?.bestLower }
  /// The estimate; `nil` without a look.
  package var estimate: SpeedUp? { look?.estimate }
}

/// Whether a host can be trusted to time workloads. The raw value is what stores and evidence hold.
package enum HostHealth: String, CaseIterable, Hashable, Sendable {
  /// Its health has not been measured on these devices.
  case unknown
  /// Its last health replay found a workload as fast as itself, within 2 %.
  case healthy
  /// It did not: verdicts made here are inconclusive until it does.
  case noisy
}
