/// The short name of a billing target: `stripe`, `aws`, ...
package struct ProviderID: Hashable, Comparable, Sendable {
  /// Lower-case name.
  package let name: String

  /// A target by its name; `aws_marketplace` is the upstream's other word for `aws`.
  package init(_ name: String) {
    let lowercased = name.lowercased()
    self.name = lowercased == "aws_marketplace" ? "aws" : lowercased
  }

  /// Stands in a charge whose project nobody knows.
  package static let unassigned = ProviderID("unassigned")

  /// By name.
  package static func < (left: ProviderID, right: ProviderID) -> Bool { left.name < right.name }
}

extension ProviderID: CustomStringConvertible {
  /// The name.
  package var description: String { name }
}
