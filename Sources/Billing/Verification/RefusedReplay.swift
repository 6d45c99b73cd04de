/// A manifest that is there and must not be run. What it says of itself is believed only to tell whose claim waits for
/// it; nothing of it is ever run.
package struct RefusedReplay: Hashable, Sendable {
  /// The project that it says it is for; `nil` for every project.
  package let projectID: String?
  /// The claim that it says it verifies.
  package let claim: String
  /// The tier that it says it runs on.
  package let hardwareTier: String
  /// Which file, what was found, what is accepted, what to do.
  package let detail: String

  /// A refused manifest of the parts given.
  package init(projectID: String?, claim: String, hardwareTier: String, detail: String) {
    self.projectID = projectID
    self.claim = claim
    self.hardwareTier = hardwareTier
    self.detail = detail
  }
}
