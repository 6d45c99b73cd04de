package import Billing

/// What a verification tells while it goes on; from the first look on the interval moves after each block, and only
/// looks decide.
package enum VerificationProgress: Hashable, Sendable {
  /// Devices of the tier were found.
  case hardwareFits(fingerprint: String)
  /// Others use the devices: it waits.
  case waitsForIdleDevices
  /// Both arms answer the same.
  case outputsAgree
  /// So many untimed runs are done.
  case warmedUp(runCount: Int)
  /// A block was measured; `standing` is of the valid blocks so far, and `nil` without one.
  case block(BlockRecord, standing: Standing?)
  /// A look was taken.
  case look(Look)

  /// What the blocks so far say, for people to watch. Nothing is decided by it: an interval that is looked at after
  /// every block says less than it seems to.
  package struct Standing: Hashable, Sendable {
    /// Valid blocks so far.
    package let blockCount: Int
    /// Blocks after which the next look is due; `nil` after the last.
    package let nextLookBlockCount: Int?
    /// The estimate.
    package let estimate: SpeedUp
    /// Lower and upper bound at 5 % each; `nil` with fewer than five blocks.
    package let interval: ClosedRange<SpeedUp>?

    init?(_ state: VerificationProtocol) {
      let logRatios = state.logRatiosTrillionths
      guard !logRatios.isEmpty else { return nil }
      let averages = WalshAverages(logRatios)
      blockCount = logRatios.count
      nextLookBlockCount = state.order.schedule.steps.first { $0.blockCount > logRatios.count }?.blockCount
      estimate = .nearest(trillionths: averages.estimateTrillionths)
      interval = SignedRank.criticalRank(blockCount: logRatios.count, partsPerMillion: 50_000).map { rank in
        let lower = SpeedUp.atLeast(trillionths: averages.lowerTrillionths(rank: rank))
        return lower...max(lower, .atMost(trillionths: averages.upperTrillionths(rank: rank)))
      }
    }
  }
}

extension VerificationProgress: CustomStringConvertible {
  /// One line.
  package var description: String {
    switch self {
    case .hardwareFits(let fingerprint): "the hardware fits: \(fingerprint)"
    case .waitsForIdleDevices: "others use the devices: waiting"
    case .outputsAgree: "both arms answer the same"
    case .warmedUp(let runCount): "\(runCount) untimed runs are done"
    case .block(let block, let standing):
      block.isValid
        ? standing.map { "block \(block.number + 1): \($0)" } ?? "block \(block.number + 1) is measured"
        : "block \(block.number + 1) is spoilt: " + block.faults.map(\.sentence).joined(separator: ", ")
    case .look(let look):
      "look after \(look.step.blockCount) blocks: \(look.estimate.text), at least \(look.bestLower.text), at most "
        + look.upper.text
    }
  }
}

extension VerificationProgress.Standing: CustomStringConvertible {
  /// Such as `1.3012 (1.2874 to 1.3151 so far), 7 of 12 blocks`.
  package var description: String {
    let bounds = interval.map { " (\($0.lowerBound.text) to \($0.upperBound.text) so far)" } ?? ""
    return estimate.text + bounds + ", \(blockCount) of \(nextLookBlockCount ?? blockCount) blocks"
  }
}

extension SpeedUp {
  /// Such as `1.300892`.
  package var text: String { GridText.format(Int128(partsPerMillion), gridDigits: 6) }
}
