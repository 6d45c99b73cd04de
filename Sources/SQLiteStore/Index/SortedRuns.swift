import Billing

/// A sorted run that is walked from its first entry to its last.
protocol SortedRun {
  associatedtype Entry: Comparable
  /// The next entry; `nil` at the end.
  mutating func next() throws(StoreError) -> Entry?
}

/// Several sorted runs as one.
enum SortedRuns {
  /// Hands over the entries of all runs in their order; of equal ones that of the first run comes first.
  static func merge<Run: SortedRun>(
    _ runs: [Run], _ body: (Run.Entry) throws(StoreError) -> Void
  ) throws(StoreError) {
    var runs = runs
    var heads: [Run.Entry?] = []
    for index in runs.indices { heads.append(try runs[index].next()) }
    while let least = least(heads), let entry = heads[least] {
      try body(entry)
      heads[least] = try runs[least].next()
    }
  }

  /// Which of the heads comes first; `nil` when all runs have ended. There are a few dozen at most.
  private static func least<Entry: Comparable>(_ heads: [Entry?]) -> Int? {
    var least: (index: Int, entry: Entry)?
    for (index, head) in heads.enumerated() {
      guard let head else { continue }
      if let known = least, !(head < known.entry) { continue }
      least = (index, head)
    }
    return least?.index
  }
}
