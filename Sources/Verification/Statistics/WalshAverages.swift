import Billing

/// The means of all pairs of blocks, each with itself too: their median is the Hodges-Lehmann estimate, and counting in
/// from both ends gives exact bounds whatever the noise is like. Held as sums of pairs, in trillionths of a logarithm.
package struct WalshAverages: Sendable {
  private let sums: [Int64]

  /// The pairs of at least one block, in any order.
  package init(_ logRatiosTrillionths: [Int64]) {
    precondition(!logRatiosTrillionths.isEmpty, "averages are of at least one block")
    var sums: [Int64] = []
    sums.reserveCapacity((logRatiosTrillionths.count * (logRatiosTrillionths.count + 1)) >> 1)
    for (index, first) in logRatiosTrillionths.enumerated() {
      for second in logRatiosTrillionths[index...] { sums.append(first + second) }
    }
    self.sums = sums.sorted()
  }

  /// The one-sided lower bound: the average with exactly `rank` below it, rounded down.
  package func lowerTrillionths(rank: Int) -> Int64 {
    Int64(Rounding.down.quotient(Int128(sums[rank]), by: 2))
  }

  /// The one-sided upper bound: the average with exactly `rank` above it, rounded up.
  package func upperTrillionths(rank: Int) -> Int64 {
    -Int64(Rounding.down.quotient(-Int128(sums[sums.count - 1 - rank]), by: 2))
  }

  /// The median of the averages, half to even.
  package var estimateTrillionths: Int64 {
    let middle = sums.count >> 1
    let pair = Int128(sums[middle]) + Int128(sums[sums.count & 1 == 1 ? middle : middle - 1])
    return Int64(Rounding.halfToEven.quotient(pair, by: 4))
  }
}
