import Billing

/// How a verification ends.
extension VerificationProtocol {
  /// Ends with a verdict, or, for a host's health, without having measured it. What bills is held until the replay's
  /// files were checked once more.
  mutating func end(_ outcome: Verdict.Outcome, _ reason: VerdictReason, _ detail: String) {
    guard order.claim != nil else { return conclude(.unmeasured(reason), detail) }
    let conclusion = Conclusion(result: .verdict(outcome, reason), detail: detail, look: looks.last)
    let bills = outcome == .verified || outcome == .partiallyVerified
    stage = bills ? .confirmingManifest(conclusion) : .concluded(conclusion)
  }

  mutating func conclude(_ result: Conclusion.Result, _ detail: String) {
    stage = .concluded(Conclusion(result: result, detail: detail, look: looks.last))
  }

  /// Once time is up nothing more is run, and nothing is looked at that was not due: what counts is the last look.
  mutating func stopWhenTimeIsUp() {
    switch stage {
    case .observingIdle, .waiting, .gate, .doubtingBaseline, .warmingUp, .timing: break
    case .checkingManifest, .probing, .confirmingHardware, .confirmingManifest, .concluded: return
    }
    if elapsedMilliseconds >= order.timeMaxSeconds * 1_000 { endByLastLook() }
  }

  /// A program that was asked to stop after a look ends the try as if time were up, so that nobody can look again and
  /// again for free; before any look it was no try.
  mutating func interrupt() {
    if case .confirmingManifest = stage {
      return end(.inconclusive, .timeIsUp, "the program was asked to stop")
    }
    if looks.isEmpty { conclude(.interrupted, "") } else { endByLastLook() }
  }

  private mutating func endByLastLook() {
    guard let look = looks.last else { return end(.inconclusive, .timeIsUp, "") }
    switch order.subject {
    case .hostHealth: conclude(.unmeasured(.timeIsUp), "")
    case .claim(let claim):
      let decision = VerdictRules.decide(
        look, isLast: false, isTimeUp: true, claim: claim, terms: order.terms)
      end(decision?.outcome ?? .inconclusive, decision?.reason ?? .timeIsUp, "")
    }
  }
}
