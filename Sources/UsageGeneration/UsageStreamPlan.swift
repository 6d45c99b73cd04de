extension UsageStream {
  /// What to make.
  package struct Plan: Sendable {
    /// How many rows.
    package var rowCount: Int
    /// Equal seeds give equal rows.
    package var seed: UInt64
    /// How rows spread over time, projects and tiers.
    package var shape = UsageShape.ordered
    /// Over how many days, from 2026-10-01 on.
    package var dayCount = 30
    /// Of how many projects, `proj-001` and on.
    package var projectCount = 1_000
    /// How many optimisation signatures a project has; with none, rows have no `fingerprint_signature`.
    package var claimsPerProject = 6
    /// The providers that every row names; `nil` for Stripe, AWS or both, by project.
    package var providers: [String]?
    /// How many of 100 rows repeat an earlier one.
    package var repeatPercent = 1

    /// A plan of so many rows.
    package init(rowCount: Int, seed: UInt64) {
      self.rowCount = rowCount
      self.seed = seed
    }
  }
}
