package import Billing
package import Verification

/// Many trials of one situation, counted.
package struct Cell: Sendable {
  /// The situation.
  package let situation: Situation
  /// How many trials.
  package let trialCount: Int
  /// Trials by what they came to.
  package private(set) var outcomes: [Verdict.Outcome: Int] = [:]
  /// Trials with a bound above the truth.
  package private(set) var boundAboveTruthCount = 0
  /// Blocks of all trials.
  package private(set) var blockCount = 0
  /// Billed hours of all trials over the hours truly saved; 0 without a true uplift.
  package private(set) var billedOverTrue = 0.0

  /// A host, a claim and the terms.
  package struct Situation: Sendable {
    /// The host.
    package let host: SimulatedHost
    /// The true saving times this is claimed; without a true uplift, of a speed-up of 1.3.
    package let inflation: Double
    /// When it is looked.
    package let schedule: LookSchedule
    /// How far below the claim still verifies, in millionths.
    package let tolerancePartsPerMillion: Int64

    /// A situation of the parts given.
    package init(
      host: SimulatedHost, inflation: Double, schedule: LookSchedule = .standard,
      tolerancePartsPerMillion: Int64 = 20_000
    ) {
      self.host = host
      self.inflation = inflation
      self.schedule = schedule
      self.tolerancePartsPerMillion = tolerancePartsPerMillion
    }
  }

  /// Tries a situation so often; equal seeds give equal counts.
  package init(_ situation: Situation, trialCount: Int, seed: UInt64) {
    self.situation = situation
    self.trialCount = trialCount
    let host = situation.host
    let hasUplift = host.speedUp > 1
    guard let claim = Trial.claim(speedUp: hasUplift ? host.speedUp : 1.3, inflation: situation.inflation)
    else {
      preconditionFailure("a simulated claim saves something, and not everything")
    }
    let terms = VerdictTerms(tolerancePartsPerMillion: situation.tolerancePartsPerMillion)
    var billed = 0.0
    for index in 0..<trialCount {
      let trial = Trial(
        claim, on: host, schedule: situation.schedule, terms: terms,
        seed: seed &+ UInt64(index) &* 0xD6E8_FEB8_6659_FD93)
      outcomes[trial.outcome, default: 0] += 1
      if trial.isBoundAboveTruth { boundAboveTruthCount += 1 }
      blockCount += trial.blockCount
      billed += Double(trial.billedSteps)
    }
    let saved = (1 - 1 / host.speedUp) * Double(Trial.baselineSteps) * Double(trialCount)
    billedOverTrue = hasUplift ? billed / saved : 0
  }

  /// The share of trials with that outcome.
  package func share(_ outcome: Verdict.Outcome) -> Double {
    Double(outcomes[outcome] ?? 0) / Double(trialCount)
  }
  /// The share of trials with a bound above the truth.
  package var boundAboveTruthShare: Double { Double(boundAboveTruthCount) / Double(trialCount) }
  /// The share of trials that bill anything.
  package var billingShare: Double { share(.verified) + share(.partiallyVerified) }
  /// Blocks of a trial.
  package var blockCountMean: Double { Double(blockCount) / Double(trialCount) }
}
