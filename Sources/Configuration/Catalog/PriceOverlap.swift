import Billing

/// Finds prices that hold for the same usage with neither fitting more closely. A price that is open, or that spans
/// the other whole, gives way to the later one; one whose end date falls inside the other's time contradicts it.
enum PriceOverlap {
  static func check(_ entries: [PriceEntry]) {
    for (_, group) in Dictionary(grouping: entries, by: \.price.meterID) {
      let sorted = group.sorted {
        ($0.price.effectiveFrom, $0.element.line) < ($1.price.effectiveFrom, $1.element.line)
      }
      for (index, later) in sorted.enumerated() {
        for earlier in sorted[..<index] where earlier.scope.competes(with: later.scope) {
          if contradict(earlier.price, later.price) { refuse(later, against: earlier) }
        }
      }
    }
  }

  private static func contradict(_ earlier: Price, _ later: Price) -> Bool {
    if earlier.effectiveFrom == later.effectiveFrom { return true }
    guard let end = earlier.effectiveUntil, end > later.effectiveFrom else { return false }
    return later.effectiveUntil.map { $0 > end } ?? true
  }

  private static func refuse(_ later: PriceEntry, against earlier: PriceEntry) {
    let end = earlier.price.effectiveUntil?.text ?? "open"
    later.element.refuse(
      .overlap,
      Expectation(
        "one price for each meter, project, hardware tier and hour",
        "end \(earlier.price.id) (line \(earlier.element.line)) where \(later.price.id) begins, or narrow one of them"
      ),
      found: "\(later.price.id) from \(later.price.effectiveFrom.text), inside \(earlier.price.id) from "
        + "\(earlier.price.effectiveFrom.text) to \(end)")
  }
}
