package import Billing

/// Cells metered from blocks that come one by one.
package struct MeteredCells {
  private var sums = CellSums()
  /// How many events were metered.
  package private(set) var eventCount = 0

  /// No cells yet.
  package init() {}

  /// Meters a block's posted rows.
  package mutating func add(_ posted: PostedBlock) {
    sums.add(posted)
    eventCount += posted.isPosted.count { $0 }
  }

  /// How many cells there are.
  package var count: Int { sums.count }

  /// The cells by `CellKey.precedes`.
  package consuming func sorted() -> SortedCells { sums.sorted() }
}
