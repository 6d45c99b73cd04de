/// Draws projects by Zipf's law: few are busy, most are not.
struct ProjectWeights: Sendable {
  /// The sum of the weights up to each project, itself included.
  private let sums: [Double]

  /// Weights of `projectCount` projects; the one of rank `r` weighs `r^-1.25`, which two square roots give.
  init(projectCount: Int) {
    var sum = 0.0
    sums = (1...projectCount).map { rank in
      sum += 1 / (Double(rank) * Double(rank).squareRoot().squareRoot())
      return sum
    }
  }

  /// A project, counted from 0.
  func draw(_ numbers: inout SeededNumbers) -> Int {
    let drawn = numbers.fraction() * (sums.last ?? 0)
    var (low, high) = (0, sums.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] <= drawn { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
