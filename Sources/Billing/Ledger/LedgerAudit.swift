/// Equations that must hold in every ledger at every instant.
package struct LedgerAudit: Hashable, Sendable {
  /// One equation.
  package struct Equation: Hashable, Sendable {
    /// In words, for example `units of items = units emitted by carries, aws`.
    package let name: String
    /// The left side, exact text.
    package let left: String
    /// The right side, exact text.
    package let right: String

    /// An equation of the parts given.
    package init(name: String, left: String, right: String) {
      self.name = name
      self.left = left
      self.right = right
    }

    /// Whether it holds, to the last digit.
    package var holds: Bool { left == right }
  }
  /// All of them, in a fixed order.
  package let equations: [Equation]

  /// An audit of the equations given.
  package init(equations: [Equation]) { self.equations = equations }

  /// Those that do not hold.
  package var broken: [Equation] { equations.filter { !$0.holds } }
}
