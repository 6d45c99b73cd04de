package import Billing

/// Sums events into cells. A pure function of the events: neither their order nor how they are split into batches
/// changes any sum.
package enum CellMetering {
  /// One cell for every key among the posted rows, in the order in which the keys first appear.
  package static func cells(of blocks: [PostedBlock]) -> [Cell] {
    var sums = CellSums()
    for posted in blocks { sums.add(posted) }
    return sums.cells.cells
  }
}
