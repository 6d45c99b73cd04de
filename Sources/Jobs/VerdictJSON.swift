package import Billing
import Metering
import Verification
package import StrictJSON

extension VerificationResult {
  var json: JSONValue {
    .members([
      "project": .string(claim.key.projectID), "claim": .string(claim.key.claim),
      "hardware_tier": .string(claim.hardwareTier), "cells": .integer(claim.cellCount),
      "money_as_claimed": claim.money.json, "ending": .string(ending.word),
      "verdict": ending.verdict.map { $0.verdict.json(id: $0.id) } ?? .null,
    ])
  }
}

extension VerificationResult.Ending {
  /// The verdict, and its number where it was recorded.
  package var verdict: (verdict: Verdict, id: Int64?)? {
    if case .verdict(let verdict, let id) = self { (verdict, id) } else { nil }
  }

  /// The ending in a word.
  package var word: String {
    switch self {
    case .verdict(let verdict, _): verdict.outcome.rawValue
    case .notTried(let reason): reason.rawValue
    case .wouldBeTried: "would_be_tried"
    case .interrupted: "interrupted"
    }
  }
}

extension StoredVerdict {
  /// The verdict as `explain --json` and `verify --json` hold it.
  package var json: JSONValue { verdict.json(id: id) }
}

extension Verdict {
  /// Speed-ups are text with six digits behind the point.
  func json(id: Int64?) -> JSONValue {
    .members([
      "reference": id.map { .string("verdict-\($0)") } ?? .null, "project": .string(claim.projectID),
      "claim": .string(claim.claim), "outcome": .string(outcome.rawValue), "reason": .string(reason.rawValue),
      "sentence": .string(reason.sentence), "claimed_speed_up": .string(claimed.text),
      "lower_bound": lowerBound.map { .string($0.text) } ?? .null,
      "estimate": estimate.map { .string($0.text) } ?? .null,
      "uplift_min_ppm": .integer(terms.upliftMinPartsPerMillion),
      "tolerance_ppm": .integer(terms.tolerancePartsPerMillion), "policy": .string(terms.policy.rawValue),
      "validity_seconds": .integer(terms.validitySeconds), "hardware_tier": .string(hardwareTier),
      "driver": .string(driverVersion), "hardware": .string(hardwareFingerprint),
      "decided_at": .string(decidedAt.text), "attempt": .integer(attempt),
      "evidence_sha256": .string(evidenceSHA256),
    ])
  }
}
