package import Billing

/// What one run does. Cron, a manual re-run and a dry run are all such a plan and walk the same line.
package struct RunPlan: Sendable {
  /// Which open items a re-run sends.
  package enum Selection: String, CaseIterable, Hashable, Sendable {
    /// Only items nobody ever tried to send.
    case missing
    /// Only items that were tried and are not delivered.
    case failed
    /// Both.
    case all
  }
  /// The steps, windows, providers and limits.
  package var job: JobDefinition
  /// Who runs it: user and host.
  package var actor: String
  /// Why, where a person must say.
  package var reason: String
  /// Only usage of that window is sealed and sent; `nil` for all that is due.
  package var window: BillingWindow?
  /// Which open items are sent.
  package var selection: Selection
  /// Only these claims are verified; `nil` for all that wait.
  package var claims: Set<ClaimKey>?
  /// Whether claims are tried once more that were tried as often as the rules allow.
  package var triesAgain = false

  /// A plan of the parts given.
  package init(
    job: JobDefinition, actor: String, reason: String = "", window: BillingWindow? = nil,
    selection: Selection = .all
  ) {
    self.job = job
    self.actor = actor
    self.reason = reason
    self.window = window
    self.selection = selection
  }
}
