import AWSMarketplaceProvider
import ArgumentParser
import Billing
import Dispatching
import Jobs
import StrictJSON

/// Ends doubts by what CloudTrail recorded, and says what became of each item.
struct TrailResolution {
  let paths: [String]
  let from: String?
  let until: String?
  let isDryRun: Bool
  let reason: String
  let options: GlobalOptions

  func perform() throws {
    try DecisionRunner.checkReason(reason)
    let wiring = try Wiring(options: options)
    let terms = StatementImport.Terms(
      actor: ProcessIdentity.actor, reason: reason, coverage: try coverage(now: wiring.clock.now()))
    let trail = try TrailFiles(paths: paths).read()
    for note in trail.notes { Terminal.standardError.line("not complete: \(note)") }
    let outcomes = try decide(trail, terms, wiring)
    for outcome in outcomes { report(outcome) }
    if outcomes.isEmpty, !options.json {
      Terminal.standardOutput.line(
        "no item of \(trail.provider) is in doubt; \(Phrases.count(trail.callCount, "call")) of the files looked at"
      )
    }
    if outcomes.exitStatus != .done { throw ExitCode(outcomes.exitStatus.code) }
  }

  private func decide(
    _ trail: MeteringTrail, _ terms: StatementImport.Terms, _ wiring: Wiring
  ) throws(CommandFailure) -> [StatementImport.Outcome] {
    let plan = RunPlan(job: ImportCommand.job, actor: terms.actor, reason: reason)
    let context = try wiring.context(
      for: plan, isDryRun: isDryRun, input: ImportInput(paths: []), progress: ProgressDisplay(style: .silent))
    let owner = ProcessIdentity.owner(command: "resolve", at: wiring.clock.now())
    do throws(RunError) {
      return isDryRun
        ? try StatementImport.rehearse(trail, terms, context)
        : try StatementImport.perform(trail, terms, context, owner: owner)
    } catch {
      throw CommandFailure(error)
    }
  }

  private func coverage(now: Instant) throws(CommandFailure) -> StatementCoverage? {
    guard let from, let until else { return nil }
    let (first, last) = (try instant(from, of: "--complete-from"), try instant(until, of: "--complete-to"))
    guard last <= now else {
      throw CommandFailure(
        .usage, "--complete-to \(until) lies ahead: no file holds what is still to come; it is \(now)")
    }
    guard let coverage = StatementCoverage(from: first, until: last) else {
      throw CommandFailure(.usage, "--complete-to \(until) must lie after --complete-from \(from)")
    }
    return coverage
  }

  private func instant(_ text: String, of option: String) throws(CommandFailure) -> Instant {
    guard let instant = Instant(text: text) else {
      throw CommandFailure(
        .usage, "\(option) \(text) is no time; accepted: RFC 3339, for example 2026-11-20T00:00:00Z")
    }
    return instant
  }

  private func report(_ outcome: StatementImport.Outcome) {
    let (word, words) = Self.words(outcome)
    guard options.json else {
      let line = "\(outcome.item.id) \(word): \(words)"
      return Terminal.standardOutput.line(line)
    }
    var recordID = JSONValue.null
    if case .counted(let record) = outcome.verdict {
      recordID = record.providerRecordID.map { .string($0) } ?? .null
    }
    let json = JSONValue.members([
      "item": .string(outcome.item.id), "verdict": .string(word.replacing(" ", with: "_")),
      "state": .string(outcome.state.rawValue), "detail": .string(words), "provider_record_id": recordID,
      "dry_run": .bool(isDryRun),
    ])
    Terminal.standardOutput.write(JSONWriter.compact(json) + [0x0A])
  }

  private static func words(_ outcome: StatementImport.Outcome) -> (word: String, detail: String) {
    switch outcome.verdict {
    case .counted(let record):
      let name = record.providerRecordID.map { "metering record \($0), " } ?? ""
      return ("counted", "\(name)\(record.place)")
    case .notCounted(let words):
      let next =
        outcome.isPastDeadline
        ? "the next run ends it as rejected: the provider no longer takes its hour"
        : "the next run sends it again"
      return ("not counted", "\(words); \(next)")
    case .conflicting(let words): return ("conflict", words)
    case .open(let words): return ("nothing proven", words)
    }
  }
}
