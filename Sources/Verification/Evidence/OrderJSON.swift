import Billing
import StrictJSON

extension VerificationOrder {
  var json: JSONValue {
    .members([
      "subject": subject.json, "replay": replay.json, "terms": terms.json,
      "is_high_value": .bool(isHighValue), "window": .string(window), "attempt": .integer(attempt),
      "nonce": .string(nonce), "tool_version": .string(toolVersion), "started_at": .string(startedAt.text),
      "time_max_seconds": .integer(timeMaxSeconds),
    ])
  }
}

extension VerificationOrder.Subject {
  var json: JSONValue {
    switch self {
    case .claim(let claim):
      .members([
        "kind": .string("claim"), "project": .string(claim.key.projectID), "claim": .string(claim.key.claim),
        "hardware_tier": .string(claim.hardwareTier),
        "saved_gpu_hours": .string(GridText.format(claim.savedSteps, gridDigits: 12)),
        "baseline_gpu_hours": .string(GridText.format(claim.baselineSteps, gridDigits: 12)),
        "speed_up_ppm": .integer(claim.speedUp.partsPerMillion),
      ])
    case .hostHealth(let hardwareTier):
      .members(["kind": .string("host_health"), "hardware_tier": .string(hardwareTier)])
    }
  }
}

extension VerificationOrder.Replay {
  var json: JSONValue {
    switch self {
    case .known(let identity): identity.json
    case .missing: .members(["kind": .string("missing")])
    case .refused(let detail): .members(["kind": .string("refused"), "detail": .string(detail)])
    }
  }
}

extension ReplayIdentity {
  var json: JSONValue {
    .members([
      "kind": .string("known"), "manifest": .string(manifestID), "manifest_sha256": .string(manifestSHA256),
      "project": projectID.json, "claim": .string(claim), "hardware_tier": .string(hardwareTier),
      "baseline_arguments_sha256": argumentsSHA256[.baseline].json,
      "optimised_arguments_sha256": argumentsSHA256[.optimised].json, "metric": metric.json,
      "output_check": outputCheck.json, "timeout_seconds": .integer(timeoutSeconds),
    ])
  }
}

extension ReplayManifest.Metric {
  var json: JSONValue {
    switch self {
    case .wallTime: .members(["kind": .string("wall_time")])
    case .number(let file, let key, let isHigherBetter):
      .members([
        "kind": .string("number"), "file": .string(file), "key": .string(key),
        "is_higher_better": .bool(isHigherBetter),
      ])
    }
  }
}

extension ReplayManifest.OutputCheck {
  var json: JSONValue {
    switch self {
    case .exactBytes(let file): .members(["kind": .string("exact_bytes"), "file": .string(file)])
    case .numbers(let file, let absolute, let relative):
      .members([
        "kind": .string("numbers"), "file": .string(file), "absolute_ppm": .integer(absolute),
        "relative_ppm": .integer(relative),
      ])
    case .quality(let file, let key, let share):
      .members([
        "kind": .string("quality"), "file": .string(file), "key": .string(key),
        "share_min_ppm": .integer(share),
      ])
    }
  }
}

extension VerdictTerms {
  var json: JSONValue {
    .members([
      "uplift_min_ppm": .integer(upliftMinPartsPerMillion),
      "tolerance_ppm": .integer(tolerancePartsPerMillion),
      "policy": .string(policy.rawValue), "validity_seconds": .integer(validitySeconds),
    ])
  }
}
