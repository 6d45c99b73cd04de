import Billing
import StrictJSON

extension VerificationOrder {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    let nonce = try fields.text("nonce")
    guard !nonce.isEmpty else { throw fields.fault("nonce", "a text that is not empty") }
    self.init(
      subject: try Subject(fields.fields("subject")), replay: try Replay(fields.fields("replay")),
      terms: try VerdictTerms(fields.fields("terms")), isHighValue: try fields.flag("is_high_value"),
      window: try fields.text("window"),
      attempt: Int(try fields.integer("attempt", in: 1...Int64(VerificationLimits.tryCountMax))),
      nonce: nonce, toolVersion: try fields.text("tool_version"), startedAt: try fields.instant("started_at"),
      timeMaxSeconds: try fields.integer("time_max_seconds", in: 1...1_000_000_000))
  }
}

extension VerificationOrder.Subject {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    let hardwareTier = try fields.text("hardware_tier")
    switch try fields.text("kind") {
    case "host_health": self = .hostHealth(hardwareTier: hardwareTier)
    case "claim":
      let name = try fields.text("claim")
      guard !name.isEmpty else { throw fields.fault("claim", "a text that is not empty") }
      let claim = VerificationClaim(
        key: ClaimKey(projectID: try fields.text("project"), claim: name), hardwareTier: hardwareTier,
        savedSteps: try fields.hours("saved_gpu_hours"),
        baselineSteps: try fields.hours("baseline_gpu_hours"))
      guard let claim else {
        throw fields.fault("saved_gpu_hours", "less than the baseline's, and more than none")
      }
      self = .claim(claim)
    default: throw fields.fault("kind", "claim or host_health")
    }
  }
}

extension VerificationOrder.Replay {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    switch try fields.text("kind") {
    case "missing": self = .missing
    case "refused": self = .refused(detail: try fields.text("detail"))
    case "known": self = .known(try ReplayIdentity(fields))
    default: throw fields.fault("kind", "known, missing or refused")
    }
  }
}

extension ReplayIdentity {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    self.init(
      manifestID: try fields.text("manifest"), manifestSHA256: try fields.text("manifest_sha256"),
      projectID: try fields.optionalText("project"), claim: try fields.text("claim"),
      hardwareTier: try fields.text("hardware_tier"),
      argumentsSHA256: [
        .baseline: try fields.text("baseline_arguments_sha256"),
        .optimised: try fields.text("optimised_arguments_sha256"),
      ],
      metric: try ReplayManifest.Metric(fields.fields("metric")),
      outputCheck: try ReplayManifest.OutputCheck(fields.fields("output_check")),
      timeoutSeconds: try fields.integer("timeout_seconds"))
  }
}

extension ReplayManifest.Metric {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    switch try fields.text("kind") {
    case "wall_time": self = .wallTime
    case "number":
      self = .number(
        file: try fields.text("file"), key: try fields.text("key"),
        isHigherBetter: try fields.flag("is_higher_better"))
    default: throw fields.fault("kind", "wall_time or number")
    }
  }
}

extension ReplayManifest.OutputCheck {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    let file = try fields.text("file")
    switch try fields.text("kind") {
    case "exact_bytes": self = .exactBytes(file: file)
    case "numbers":
      self = .numbers(
        file: file, absolutePartsPerMillion: try fields.integer("absolute_ppm"),
        relativePartsPerMillion: try fields.integer("relative_ppm"))
    case "quality":
      self = .quality(
        file: file, key: try fields.text("key"),
        shareMinPartsPerMillion: try fields.integer("share_min_ppm"))
    default: throw fields.fault("kind", "exact_bytes, numbers or quality")
    }
  }
}

extension VerdictTerms {
  init(_ fields: EvidenceFields) throws(EvidenceFault) {
    self.init(
      upliftMinPartsPerMillion: try fields.integer("uplift_min_ppm"),
      tolerancePartsPerMillion: try fields.integer("tolerance_ppm", in: 0...999_999),
      policy: try fields.word("policy", Policy.self), validitySeconds: try fields.integer("validity_seconds"))
  }
}
