package import Billing

/// What to verify, by which terms, and which try it is. Evidence holds it, and is refused for any other.
package struct VerificationOrder: Hashable, Sendable {
  /// The name of the rules: a verdict can be recomputed only by the rules it was made by.
  package static let protocolName = "ABBA-HL v1"

  /// What is verified.
  package enum Subject: Hashable, Sendable {
    /// Whether a claim's usage saved what it says.
    case claim(VerificationClaim)
    /// Whether this host times a workload as equally fast as itself: the baseline is run as both arms.
    case hostHealth(hardwareTier: String)
  }

  /// Whether there is something to run.
  package enum Replay: Hashable, Sendable {
    /// The replay of an allow-listed manifest.
    case known(ReplayIdentity)
    /// Nobody says how to replay the claim.
    case missing
    /// There is a manifest that must not be run, with the sentence that says why.
    case refused(detail: String)
  }

  /// What is verified.
  package let subject: Subject
  /// What is run for it.
  package let replay: Replay
  /// The terms of the contract.
  package let terms: VerdictTerms
  /// Whether the money at stake asks for the strict schedule at once.
  package let isHighValue: Bool
  /// The billing window whose run verifies, as text.
  package let window: String
  /// Which try it is, from 1 on; tries that ended before any look are not counted.
  package let attempt: Int
  /// A text that no other verification has: evidence of another cannot be passed off as this one's.
  package let nonce: String
  /// The version of this program.
  package let toolVersion: String
  /// When it began.
  package let startedAt: Instant
  /// How long it may measure.
  package let timeMaxSeconds: Int64

  /// An order of the parts given.
  package init(
    subject: Subject, replay: Replay, terms: VerdictTerms, isHighValue: Bool, window: String, attempt: Int,
    nonce: String, toolVersion: String, startedAt: Instant,
    timeMaxSeconds: Int64 = VerificationLimits.timeMaxSeconds
  ) {
    precondition(attempt >= 1 && !nonce.isEmpty && timeMaxSeconds > 0)
    self.subject = subject
    self.replay = replay
    self.terms = terms
    self.isHighValue = isHighValue
    self.window = window
    self.attempt = attempt
    self.nonce = nonce
    self.toolVersion = toolVersion
    self.startedAt = startedAt
    self.timeMaxSeconds = timeMaxSeconds
  }

  /// The tier that it must be measured on.
  package var hardwareTier: String {
    switch subject {
    case .claim(let claim): claim.hardwareTier
    case .hostHealth(let hardwareTier): hardwareTier
    }
  }

  /// The claim; `nil` for a host's health.
  package var claim: VerificationClaim? { if case .claim(let claim) = subject { claim } else { nil } }

  /// When it looks.
  package var schedule: LookSchedule {
    switch subject {
    case .claim: .chosen(attempt: attempt, isHighValue: isHighValue)
    case .hostHealth: .strict
    }
  }
}
