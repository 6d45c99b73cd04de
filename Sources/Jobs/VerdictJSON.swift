package import Billing
import Metering
import Verification
package import StrictJSON

extension VerificationResult {
  var json: JSONValue {
    .members([
      "project": .string(claim.key.projectID), "claim": .string(claim.key.claim),
      "hardware_tier": .string(claim.hardwareTier), "cells": .integer(claim.cellCount),
      "latest_cell": .string("cell-\(claim.latestCellID)"),
      "money_as_claimed": claim.money.json, "ending": .string(ending.word),
      "reason": ending.reason.map { .string($0) } ?? .null,
      "verdict": ending.verdict.map { $0.verdict.json(id: $0.id, detail: $0.detail) } ?? .null,
    ])
  }
}

extension VerificationResult.Ending {
  /// The verdict, its number where it was recorded, and what should be known beside its reason.
  package var verdict: (verdict: Verdict, id: Int64?, detail: String)? {
    if case .verdict(let verdict, let id, let detail) = self { (verdict, id, detail) } else { nil }
  }

  /// Why it ended so, in a word; `nil` where nothing was tried and nothing kept it from being tried.
  package var reason: String? {
    switch self {
    case .verdict(let verdict, _, _): verdict.reason.rawValue
    case .notTried(let reason): reason.rawValue
    case .wouldBeTried, .interrupted: nil
    }
  }

  /// The ending in a word.
  package var word: String {
    switch self {
    case .verdict(let verdict, _, _): verdict.outcome.rawValue
    case .notTried(.runIsFull): Verdict.Outcome.deferred.rawValue
    case .notTried(let reason): reason.rawValue
    case .wouldBeTried: "would_be_tried"
    case .interrupted: "interrupted"
    }
  }
}

extension StoredVerdict {
  /// The verdict as `verify --receipt --json` holds it.
  package var json: JSONValue { verdict.json(id: id) }
}

extension Verdict {
  /// Speed-ups are text with six digits behind the point.
  func json(id: Int64?, detail: String = "") -> JSONValue {
    .members([
      "reference": id.map { .string("verdict-\($0)") } ?? .null, "project": .string(claim.projectID),
      "claim": .string(claim.claim), "outcome": .string(outcome.rawValue), "reason": .string(reason.rawValue),
      "sentence": .string(reason.sentence), "detail": .string(detail),
      "claimed_speed_up": .string(claimed.text),
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

extension VerdictBearing {
  /// The verdict and what it is to the usage, as `explain --json` holds them.
  func json(detail: String) -> JSONValue {
    let verdict = stored.verdict.json(id: stored.id, detail: detail).object ?? JSONObject()
    let standings = standings.map { standing, cellIDs in
      JSONValue.members([
        "standing": .string(standing.word), "sentence": .string(standing.phrase),
        "cells": .array(cellIDs.map { .string("cell-\($0)") }),
      ])
    }
    let rated = chargeIDs.map { JSONValue.string("charge-\($0)") }
    return .object(
      JSONObject(
        verdict.keys.map { ($0, verdict[$0] ?? .null) }
          + [("standings", .array(standings)), ("charges_rated_by_it", .array(rated))]))
  }
}

extension VerificationStanding {
  /// The standing as `status --json` holds it.
  package var json: JSONValue {
    let outcomes = Verdict.Outcome.allCases.filter(\.isConclusive).map {
      ($0.rawValue, JSONValue.integer(countOfOutcome[$0, default: 0]))
    }
    return .members([
      "verdicts_that_count": .object(JSONObject(outcomes)),
      "claims_with_lapsed_verdict": .integer(lapsedCount),
      "claims_waiting": .integer(waitingCount), "money_waiting_as_claimed": waitingMoney.json,
      "waiting": .array(
        waiting.map { line in
          .members([
            "cause": .string(line.cause.rawValue), "claims": .integer(line.count),
            "money_as_claimed": line.money.json,
          ])
        }),
    ])
  }
}
