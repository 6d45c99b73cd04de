import Billing

/// The exact distribution of Wilcoxon's signed-rank statistic for up to 62 blocks, counted in whole numbers.
package enum SignedRank {
  /// Beyond it a count no longer fits into 64 bits.
  static let blockCountMax = 62

  /// 1 + 2 + ... + n.
  private static func rankSumMax(blockCount: Int) -> Int { (blockCount * (blockCount + 1)) >> 1 }

  /// For each rank sum s from 0 on, how many of the 2^n sign patterns have it. One row more for each rank: with rank k
  /// on the positive side the sum grows by k.
  static func counts(blockCount: Int) -> [UInt64] {
    precondition((1...blockCountMax).contains(blockCount), "from 1 to \(blockCountMax) blocks are counted")
    var counts = [UInt64](repeating: 0, count: rankSumMax(blockCount: blockCount) + 1)
    counts[0] = 1
    for rank in 1...blockCount {
      for sum in stride(from: counts.count - 1, through: rank, by: -1) { counts[sum] += counts[sum - rank] }
    }
    return counts
  }

  /// How many of the 2^`blockCount` patterns have a rank sum of at most `rank`: the chance, in 2^-n, that the lower
  /// bound at that rank is above the truth.
  package static func tailCount(blockCount: Int, rank: Int) -> UInt64 {
    counts(blockCount: blockCount).prefix(rank + 1).reduce(0, +)
  }

  /// The largest rank whose chance is at most `partsPerMillion`; `nil` when even rank 0 is likelier.
  package static func criticalRank(blockCount: Int, partsPerMillion: Int64) -> Int? {
    let limit = UInt128(partsPerMillion) << UInt128(blockCount)
    var tail: UInt128 = 0
    var critical: Int?
    for (rank, count) in counts(blockCount: blockCount).enumerated() {
      tail += UInt128(count)
      guard tail * 1_000_000 <= limit else { break }
      critical = rank
    }
    return critical
  }
}
