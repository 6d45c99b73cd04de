/// How many times as fast the optimised workload is, in millionths: 1,300,000 is 1.3 times. Never a floating-point
/// number, since money is derived from it.
package struct SpeedUp: Hashable, Comparable, Sendable {
  /// Millionths; positive.
  package let partsPerMillion: Int64

  /// A speed-up of so many millionths.
  package init(partsPerMillion: Int64) {
    precondition(partsPerMillion > 0, "a speed-up is positive")
    self.partsPerMillion = partsPerMillion
  }

  /// Twice as fast is more than once.
  package static func < (left: SpeedUp, right: SpeedUp) -> Bool {
    left.partsPerMillion < right.partsPerMillion
  }

  /// No difference.
  package static let none = SpeedUp(partsPerMillion: 1_000_000)
}
