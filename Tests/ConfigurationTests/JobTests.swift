import Billing
import Configuration
import Testing

@Suite struct JobTests {
  @Test("A job holds what its file says")
  func job() throws {
    let job = try Samples.readJob()
    #expect(job.name == "nightly")
    #expect(job.summary == "Bill the day before.")
    #expect(job.reason == "So that every day is billed.")
    #expect(job.window == JobDefinition.WindowRule(hours: 24, settleLagSeconds: 7_200, windowCountMax: 7))
    #expect(job.steps == [.import, .seal, .dispatch, .report])
    #expect(job.providers == [ProviderID("aws"), ProviderID("stripe")])
    #expect(job.dispatchedStates == [.planned, .skipped, .deferred, .inFlight])
    #expect(job.importPaths == ["jobs/events"])
    #expect(job.limits == JobDefinition.Limits(deadlineSeconds: 600, attemptCountMax: 3))
  }

  @Test("A window without a settle lag takes that of the settings")
  func settleLag() throws {
    let job = try Samples.readJob(Samples.job.replacing("  settle_lag: 2h\n", with: ""))
    #expect(job.window?.settleLagSeconds == 3_600)
  }

  static let broken: [BrokenText] = [
    BrokenText(
      "name: nightly", "name: daily", .clash, "name", says: "rename the job or the file", in: Samples.job),
    BrokenText(
      "why: So that every day is billed.", "why:", .unacceptable, "why", says: "in a line", in: Samples.job),
    BrokenText(
      "length: 24h", "length: 12h", .unacceptable, "window.length", says: "UTC days", in: Samples.job),
    BrokenText(
      "windows_max: 7", "windows_max: 0", .unacceptable, "window.windows_max", says: "range", in: Samples.job),
    BrokenText(
      "[import, seal, dispatch, report]", "[import, dispatch, seal]", .unacceptable, "steps", says: "order",
      in: Samples.job),
    BrokenText(
      "[import, seal, dispatch, report]", "[import, sael]", .unacceptable, "steps[1]",
      says: "did you mean seal?", in: Samples.job),
    BrokenText(
      "[import, seal, dispatch, report]", "[]", .unacceptable, "steps", says: "order", in: Samples.job),
    BrokenText(
      "providers: [aws, stripe]", "states: [planned]", .missingKey, "providers", says: "add providers",
      line: "name:", in: Samples.job),
    BrokenText(
      "[aws, stripe]", "[aws]\nstates: [delivered]", .unacceptable, "states[0]", says: "name the states",
      line: "states", in: Samples.job),
    BrokenText(
      "window:\n  length: 24h\n  settle_lag: 2h\n  windows_max: 7\n", "", .missingKey, "window",
      says: "length: 24h",
      line: "name:", in: Samples.job),
    BrokenText(
      "attempts_max: 3", "attempts_max: three", .unacceptable, "limits.attempts_max", says: "digits",
      in: Samples.job),
    BrokenText(
      "deadline_seconds: 600", "deadline: 600", .unknownKey, "limits.deadline", says: "remove",
      in: Samples.job),
  ]

  @Test("A job broken in one place names the line, the key and what to do", arguments: broken)
  func oneMistake(_ broken: BrokenText) throws {
    try broken.check { text throws(ConfigurationErrors) in _ = try Samples.readJob(text) }
  }
}
