/// Names one claim: what one benchmark replay can verify.
package struct ClaimKey: Hashable, Sendable {
  /// The project that claims it.
  package let projectID: String
  /// Model, hardware tier and optimisation signature joined, as usage events and cells hold it; never empty.
  package let claim: String

  /// A key of the parts given.
  package init(projectID: String, claim: String) {
    precondition(!claim.isEmpty, "usage without a signature has no claim")
    self.projectID = projectID
    self.claim = claim
  }

  /// The claim of a cell's usage; `nil` when its events carry no signature.
  package init?(of cell: CellKey) {
    guard !cell.claim.isEmpty else { return nil }
    self.init(projectID: cell.projectID, claim: cell.claim)
  }

  /// The text of a claim.
  package static func text(modelName: String, hardwareTier: String, signature: String) -> String {
    "\(modelName)|\(hardwareTier)|\(signature)"
  }
}
