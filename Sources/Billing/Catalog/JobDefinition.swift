/// One job: which steps of the straight line it walks, over which windows, within which limits.
package struct JobDefinition: Hashable, Sendable {
  /// A step of the straight line, in the order in which steps run. The raw value is what definitions and reports hold.
  package enum Step: String, CaseIterable, Hashable, Sendable {
    /// Posts the events of the sources.
    case `import`
    /// Replays claims whose usage waits for a verdict.
    case verify
    /// Seals every due window.
    case seal
    /// Sends what is sealed, to the job's targets.
    case dispatch
    /// Writes the run's results.
    case report
  }

  /// Which windows a job seals.
  package struct WindowRule: Hashable, Sendable {
    /// Hours in a window, aligned to UTC: 1, or 24 for UTC days.
    package let hours: Int64
    /// Seconds a window waits after its end for late events before it is due.
    package let settleLagSeconds: Int64
    /// The most due windows one run seals, oldest first.
    package let windowCountMax: Int

    /// A rule of the parts given.
    package init(hours: Int64, settleLagSeconds: Int64, windowCountMax: Int) {
      precondition(hours == 1 || hours == 24, "a job's window is an hour or a UTC day")
      self.hours = hours
      self.settleLagSeconds = settleLagSeconds
      self.windowCountMax = windowCountMax
    }
  }

  /// What bounds a run.
  package struct Limits: Hashable, Sendable {
    /// Seconds after the run's start from which on nothing new is put in flight.
    package let deadlineSeconds: Int64
    /// The most attempts one run makes for one item.
    package let attemptCountMax: Int

    /// Limits of the parts given.
    package init(deadlineSeconds: Int64, attemptCountMax: Int) {
      self.deadlineSeconds = deadlineSeconds
      self.attemptCountMax = attemptCountMax
    }
  }

  /// What `run` takes; also the name of the definition's file.
  package let name: String
  /// What it does, in a line.
  package let summary: String
  /// Why it is there.
  package let reason: String
  /// Which windows it seals; `nil` for a job that seals nothing.
  package let window: WindowRule?
  /// In the order of `Step`, each once.
  package let steps: [Step]
  /// The targets of `dispatch`, in the order in which they are served.
  package let providers: [ProviderID]
  /// The states whose items `dispatch` tries; each is sendable.
  package let dispatchedStates: Set<DispatchState>
  /// Files and folders of `import`; empty for those of the settings.
  package let importPaths: [String]
  /// What bounds a run.
  package let limits: Limits

  /// A job of the parts given.
  package init(
    name: String, summary: String, reason: String, window: WindowRule?, steps: [Step],
    providers: [ProviderID],
    dispatchedStates: Set<DispatchState>, importPaths: [String], limits: Limits
  ) {
    precondition(!steps.contains(.seal) || window != nil, "a job that seals has a window rule")
    self.name = name
    self.summary = summary
    self.reason = reason
    self.window = window
    self.steps = steps
    self.providers = providers
    self.dispatchedStates = dispatchedStates
    self.importPaths = importPaths
    self.limits = limits
  }
}
