package import Billing

/// What one run does. Cron, a manual re-run and a dry run are all such a plan and walk the same line.
package struct RunPlan: Sendable {
  /// A step of the line.
  package enum Step: String, CaseIterable, Hashable, Sendable {
    /// Read sources and post usage events.
    case importEvents = "import"
    /// Meter, rate and seal the windows that are due.
    case seal
    /// Send what is due, receive and settle.
    case dispatch
  }
  /// Which open items a re-run sends.
  package enum Selection: String, CaseIterable, Hashable, Sendable {
    /// Only items nobody ever tried to send.
    case missing
    /// Only items that were tried and are not delivered.
    case failed
    /// Both.
    case all
  }
  /// The job's or command's name.
  package var name: String
  /// Who runs it: user and host.
  package var actor: String
  /// Why, where a person must say.
  package var reason: String
  /// The steps, in the order of the line.
  package var steps: [Step]
  /// Hours of a billing window: 1 or 24, on that boundary of UTC.
  package var windowHours: Int64
  /// How long after its end a window waits for late events before it is sealed.
  package var settleLagSeconds: Int64
  /// At most so many windows are sealed in this run, oldest first.
  package var windowsMax: Int
  /// Only usage of that window is sealed and sent; `nil` for all that is due.
  package var window: BillingWindow?
  /// Which open items are sent.
  package var selection: Selection
  /// The providers to send to, in this order.
  package var providers: [ProviderID]
  /// After so many seconds no new batch is begun.
  package var deadlineSeconds: Int64
  /// How often one item is tried in this run.
  package var attemptsMax: Int

  /// A plan of the parts given.
  package init(
    name: String, actor: String, reason: String = "", steps: [Step], windowHours: Int64,
    settleLagSeconds: Int64,
    windowsMax: Int, window: BillingWindow? = nil, selection: Selection = .all, providers: [ProviderID],
    deadlineSeconds: Int64, attemptsMax: Int
  ) {
    precondition(windowHours == 1 || windowHours == 24, "a billing window is an hour or a day")
    precondition(windowsMax > 0 && attemptsMax > 0 && deadlineSeconds > 0, "a run has bounds above zero")
    self.name = name
    self.actor = actor
    self.reason = reason
    self.steps = steps
    self.windowHours = windowHours
    self.settleLagSeconds = settleLagSeconds
    self.windowsMax = windowsMax
    self.window = window
    self.selection = selection
    self.providers = providers
    self.deadlineSeconds = deadlineSeconds
    self.attemptsMax = attemptsMax
  }
}
