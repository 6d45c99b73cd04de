package import Billing

/// What a look saw.
package struct Look: Hashable, Sendable {
  /// After how many valid blocks, and by which rank.
  package let step: LookSchedule.Step
  /// The lower bound's logarithm, in trillionths.
  package let lowerTrillionths: Int64
  /// The upper bound's.
  package let upperTrillionths: Int64
  /// The estimate's.
  package let estimateTrillionths: Int64
  /// The largest lower bound of this and earlier looks, which is the one that counts: the chances of all looks together
  /// are within the schedule's error.
  package let bestLowerTrillionths: Int64

  /// The look at so many blocks after the `earlier` one; there are exactly as many as the step says.
  package init(step: LookSchedule.Step, logRatiosTrillionths: [Int64], earlier: Look?) {
    precondition(logRatiosTrillionths.count == step.blockCount, "a look is taken when its blocks are there")
    let averages = WalshAverages(logRatiosTrillionths)
    self.step = step
    lowerTrillionths = averages.lowerTrillionths(rank: step.rank)
    upperTrillionths = averages.upperTrillionths(rank: step.rank)
    estimateTrillionths = averages.estimateTrillionths
    bestLowerTrillionths = max(lowerTrillionths, earlier?.bestLowerTrillionths ?? lowerTrillionths)
  }

  /// This look's lower bound, rounded down.
  package var lower: SpeedUp { .atLeast(trillionths: lowerTrillionths) }
  /// The lower bound that counts, rounded down.
  package var bestLower: SpeedUp { .atLeast(trillionths: bestLowerTrillionths) }
  /// The upper bound, rounded up.
  package var upper: SpeedUp { .atMost(trillionths: upperTrillionths) }
  /// The estimate, half to even.
  package var estimate: SpeedUp { .nearest(trillionths: estimateTrillionths) }

  /// Whether this look by itself speaks for an uplift: its lower bound is at least half as far from nothing as its
  /// interval is wide. Without it, on a busy host, an early bound that chance put too high would be billed although
  /// later looks contradict it: 2 of 200 workloads replayed against themselves were.
  var isClear: Bool { lowerTrillionths * 2 >= upperTrillionths - lowerTrillionths }

  /// Whether half the interval is less than so many trillionths.
  func isNarrow(halfWidthTrillionths: Int64) -> Bool {
    upperTrillionths - lowerTrillionths < 2 * halfWidthTrillionths
  }
}
