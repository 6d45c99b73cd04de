import Billing

/// The sums of one cell, by the numbers of its key's texts.
struct CellEntry: Comparable {
  let terms: CellTerms
  var sums: MeasureSums
  var eventCount: Int

  /// In the order of the cells' index.
  static func < (left: CellEntry, right: CellEntry) -> Bool { left.terms < right.terms }
}
