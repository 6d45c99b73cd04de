import Billing

/// What must hold before anything is timed.
extension VerificationProtocol {
  /// Without a replay, or with somebody else's, there is nothing to do.
  mutating func begin() {
    switch order.replay {
    case .missing: end(.deferred, .manifestMissing, "")
    case .refused(let detail): end(.deferred, .manifestRefused, detail)
    case .known(let replay):
      if let mistake = mistake(in: replay) { end(.deferred, .manifestRefused, mistake) }
    }
  }

  private func mistake(in replay: ReplayIdentity) -> String? {
    guard replay.hardwareTier == order.hardwareTier else {
      return "manifest \(replay.manifestID) is for tier \(replay.hardwareTier), not \(order.hardwareTier)"
    }
    guard let claim = order.claim else { return nil }
    guard replay.claim == claim.key.claim, replay.projectID ?? claim.key.projectID == claim.key.projectID
    else {
      return "manifest \(replay.manifestID) is for another claim or project"
    }
    return nil
  }

  mutating func manifestAccepted() {
    if case .confirmingManifest(let conclusion) = stage {
      stage = .concluded(conclusion)
    } else {
      stage = .probing
    }
  }

  mutating func manifestRefused(_ detail: String) {
    if case .confirmingManifest = stage {
      end(.inconclusive, .manifestRefused, detail)
    } else {
      end(.deferred, .manifestRefused, detail)
    }
  }

  mutating func take(_ finding: HardwareFinding) {
    if stage == .confirmingHardware { return confirm(finding) }
    switch finding {
    case .failed(isDeviceLost: true, let detail): end(.inconclusive, .deviceLost, detail)
    case .failed(isDeviceLost: false, let detail): end(.deferred, .noHardware, detail)
    case .mismatch(_, let detail): end(.deferred, .hardwareMismatch, detail)
    case .fits(let found):
      hardware = found
      if order.claim != nil, found.health == .noisy {
        end(.inconclusive, .hostNoise, "")
      } else {
        stage = .observingIdle(tryCount: 1)
      }
    }
  }

  /// A look is taken only on the hardware that the blocks were measured on.
  private mutating func confirm(_ finding: HardwareFinding) {
    switch finding {
    case .failed(isDeviceLost: true, let detail): end(.inconclusive, .deviceLost, detail)
    case .failed(isDeviceLost: false, let detail), .mismatch(_, let detail):
      end(.inconclusive, .hostChanged, detail)
    case .fits(let found):
      let changes = hardware.map { HardwareRules.changes(from: $0, to: found) } ?? []
      if changes.isEmpty {
        look()
      } else {
        end(.inconclusive, .hostChanged, changes.joined(separator: "; "))
      }
    }
  }

  mutating func take(idle observation: HostObservation) {
    guard case .observingIdle(let tryCount) = stage else { return }
    if let failure = observation.failure {
      end(.inconclusive, failure.isDeviceLost ? .deviceLost : .hostChanged, failure.detail)
    } else if HardwareRules.isIdle(observation) {
      stage = .gate(side: .baseline)
    } else if tryCount < VerificationLimits.idleTryCountMax {
      stage = .waiting(tryCount: tryCount)
    } else {
      end(.inconclusive, .contended, "the devices were never idle")
    }
  }

  mutating func waited() {
    if case .waiting(let tryCount) = stage { stage = .observingIdle(tryCount: tryCount + 1) }
  }
}
