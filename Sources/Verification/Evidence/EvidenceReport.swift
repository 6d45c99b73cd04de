import Billing

/// Evidence as a person reads it: what was asked, on what, each block, each look, the verdict and why.
package struct EvidenceReport {
  private let check: EvidenceCheck

  /// The report of a check.
  package init(_ check: EvidenceCheck) { self.check = check }

  /// The lines, without line ends.
  package var lines: [String] {
    guard let evidence = check.evidence else { return ["evidence \(check.sha256)"] + differenceLines }
    return ["evidence \(check.sha256)"] + orderLines(evidence.state.order)
      + hardwareLines(evidence.state) + runLines(evidence.state) + blockLines(evidence.state)
      + conclusionLines(evidence) + differenceLines
  }

  private func orderLines(_ order: VerificationOrder) -> [String] {
    var lines: [String] = []
    switch order.subject {
    case .claim(let claim):
      lines.append("claim       \(claim.key.claim) of project \(claim.key.projectID)")
      lines.append(
        "claimed     \(claim.speedUp.text) times as fast: \(hours(claim.savedSteps)) of "
          + "\(hours(claim.baselineSteps)) GPU hours saved")
    case .hostHealth(let tier): lines.append("host health on \(tier): a workload against itself")
    }
    lines.append(
      "order       window \(order.window), try \(order.attempt), \(order.schedule.rawValue) looks after "
        + order.schedule.steps.map { "\($0.blockCount)" }.joined(separator: ", ") + " blocks")
    lines.append(
      "terms       uplift of at least \(percent(order.terms.upliftMinPartsPerMillion)), tolerance "
        + "\(percent(order.terms.tolerancePartsPerMillion)) of the claimed hours, \(order.terms.policy.rawValue)"
    )
    if case .known(let replay) = order.replay {
      lines.append("replay      manifest \(replay.manifestID), SHA-256 \(replay.manifestSHA256)")
    }
    return lines
  }

  private func hardwareLines(_ state: VerificationProtocol) -> [String] {
    guard let hardware = state.hardware else { return ["hardware    none that fits"] }
    let watched = hardware.host.devices.filter { hardware.devices.contains($0.uuid) }
    return ["hardware    \(state.order.hardwareTier), driver \(hardware.host.driverVersion)"]
      + watched.map { "            \($0.name) \($0.uuid.text)" }
  }

  private func runLines(_ state: VerificationProtocol) -> [String] {
    let records = state.journal.compactMap { entry -> RunRecord? in
      if case .ran(let record) = entry.event { record } else { nil }
    }
    guard !records.isEmpty else { return ["runs        none"] }
    var line = "runs        \(records.count)"
    let survivors = records.reduce(0) { $0 + $1.run.survivorCount }
    if survivors > 0 { line += ", \(survivors) processes outlived theirs and were ended" }
    let isolation = records[0].run.isolation.map(\.rawValue)
    if !isolation.isEmpty { line += ", kept apart by " + isolation.joined(separator: ", ") }
    let shortest = records.map(\.run.wallNanoseconds).min() ?? 0
    let isShort = shortest < VerificationLimits.wallNanosecondsAdvised
    return [line] + powerCapLines(records)
      + (isShort ? ["            the shortest took less than a second: longer runs narrow the interval"] : [])
  }

  /// How long the power limit held the clocks down: no fault, and worth knowing.
  private func powerCapLines(_ records: [RunRecord]) -> [String] {
    ReplayManifest.Arm.allCases.compactMap { arm in
      let runs = records.filter { $0.run.arm == arm }
      let capped = runs.flatMap(\.observation.devices).compactMap(\.held.powerCap)
      guard !capped.isEmpty else { return nil }
      let seconds = Rounding.down.quotient(capped.reduce(Int128(0)) { $0 + Int128($1) }, by: 1_000_000)
      return
        "            \(arm.rawValue): the power limit held clocks for \(GridText.format(seconds, gridDigits: 3)) s"
    }
  }

  private func blockLines(_ state: VerificationProtocol) -> [String] {
    var lines: [String] = []
    var validCount = 0
    var looks = state.looks[...]
    for block in state.blocks {
      let order = block.sides.map { $0 == .baseline ? "A" : "B" }.joined()
      let ratio = GridText.format(Int128(block.logRatioTrillionths), gridDigits: 12)
      let faults =
        block.faults.isEmpty ? "" : "  left out: " + block.faults.map(\.sentence).joined(separator: ", ")
      lines.append("block \(padded(block.number + 1))    \(order)  ln ratio \(ratio)\(faults)")
      if block.isValid { validCount += 1 }
      if block.isValid, let look = looks.first, look.step.blockCount == validCount {
        looks.removeFirst()
        lines.append(
          "look        after \(validCount) blocks: at least \(look.lower.text), "
            + "estimate \(look.estimate.text), at most \(look.upper.text)")
      }
    }
    return lines
  }

  private func conclusionLines(_ evidence: Evidence) -> [String] {
    let conclusion = evidence.conclusion
    let (word, reason): (String, VerdictReason?) =
      switch conclusion.result {
      case .verdict(let outcome, let reason): (outcome.rawValue, reason)
      case .healthy: ("healthy", nil)
      case .noisy: ("noisy", .hostNoise)
      case .unmeasured(let reason): ("unmeasured", reason)
      case .interrupted: ("interrupted", nil)
      }
    var lines = ["verdict     \(word)" + (reason.map { ": \($0.sentence)" } ?? "")]
    if !conclusion.detail.isEmpty { lines.append("            \(conclusion.detail)") }
    if let claim = evidence.state.order.claim { lines += billedLines(claim, evidence) }
    return lines
  }

  private func billedLines(_ claim: VerificationClaim, _ evidence: Evidence) -> [String] {
    guard case .verdict(let outcome, _) = evidence.conclusion.result else { return [] }
    switch outcome {
    case .verified, .partiallyVerified:
      guard let lowerBound = evidence.conclusion.lowerBound else { return [] }
      let billable = SavingRule.billableSteps(
        claimedSteps: claim.savedSteps, baselineSteps: claim.baselineSteps, lowerBound: lowerBound,
        terms: evidence.state.order.terms)
      return [
        "bound       \(lowerBound.text)",
        "billable    \(hours(billable)) of \(hours(claim.savedSteps)) GPU hours",
      ]
    case .rejected: return ["billable    nothing"]
    case .inconclusive, .deferred: return ["billable    nothing yet: the saving waits"]
    }
  }

  private var differenceLines: [String] {
    check.differences.isEmpty
      ? ["checked     everything above follows from the recorded runs"]
      : ["NOT SOUND   \(check.differences.count) differences"] + check.differences.map { "            \($0)" }
  }

  private func hours(_ steps: Int128) -> String { GridText.format(steps, gridDigits: 12) }
  private func percent(_ partsPerMillion: Int64) -> String {
    GridText.format(Int128(partsPerMillion), gridDigits: 4) + " %"
  }
  private func padded(_ number: Int) -> String { number < 10 ? " \(number)" : "\(number)" }
}
