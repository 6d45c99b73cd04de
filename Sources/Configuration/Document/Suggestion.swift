/// Finds the word somebody meant.
enum Suggestion {
  /// The accepted word nearest to `word`, when it is near enough to have been meant.
  static func nearest(to word: String, among accepted: some Sequence<String>) -> String? {
    let distanceMax = max(1, min(3, word.count / 3))
    return accepted.map { (distance(word.lowercased(), $0.lowercased()), $0) }
      .filter { $0.0 <= distanceMax }.min { $0 < $1 }?.1
  }

  /// Letters to insert, remove, change or swap with a neighbour to turn one word into the other.
  static func distance(_ first: String, _ second: String) -> Int {
    let (left, right) = (Array(first), Array(second))
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for row in 1...left.count {
      var current = [row] + Array(repeating: 0, count: right.count)
      for column in 1...right.count {
        let change = left[row - 1] == right[column - 1] ? 0 : 1
        current[column] = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + change)
        if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
          current[column] = min(current[column], beforePrevious[column - 2] + 1)
        }
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
  }
}
