import ArgumentParser
import Billing
import Jobs
import StrictJSON

/// `approve ITEM...`.
struct ApproveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Lets items be sent that a safety bound holds, or that were parked and provably not counted.",
    discussion: "The next run sends them. Who approved, and why, stays in their history.")

  @Argument(help: "The items' identifiers, as status lists them.")
  var items: [String]

  @Option(name: .long, help: "Why; it is kept with the item.")
  var reason: String

  @OptionGroup var options: GlobalOptions

  func run() throws {
    try DecisionRunner(options: options, command: "approve").perform(.approve, on: items, reason: reason)
  }
}

/// `recover`.
struct RecoverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract:
      "Goes on with a ledger that was restored from an older copy, or moved here without its witness.",
    discussion:
      """
      The lost part of its history may have sent anything. Every open item, and every item sealed later for an hour \
      before now, is in doubt until its provider was asked. One provider must be within reach, to tell the time. A \
      recovery that fails leaves the ledger refused: run it again.
      """)

  @Option(name: .long, help: "What happened; it is kept with the ledger.")
  var reason: String

  @OptionGroup var options: GlobalOptions

  func run() throws {
    try DecisionRunner.checkReason(reason)
    let wiring = try Wiring(options: options)
    let context = try wiring.context(for: Self.plan(reason))
    let owner = ProcessIdentity.owner(command: "recover", at: wiring.clock.now())
    let outcome: Recovery.Outcome
    do throws(RunError) {
      outcome = try Recovery.perform(
        actor: ProcessIdentity.actor, reason: reason, context, owner: owner)
    } catch {
      throw CommandFailure(error)
    }
    if options.json {
      let json = JSONValue.members([
        "doubted": .integer(outcome.doubtedCount), "restored_before": .string(outcome.restoredBefore.text),
      ])
      Terminal.standardOutput.write(JSONWriter.compact(json) + [0x0A])
      return
    }
    Terminal.standardOutput.line(
      "\(Phrases.count(outcome.doubtedCount, "open item")) in doubt; so is everything sealed from now on for hours "
        + "before \(outcome.restoredBefore.text)")
    Terminal.standardOutput.line("the next runs ask the providers; see agnitra-billing status")
  }

  private static func plan(_ reason: String) -> RunPlan {
    RunPlan(job: ImportCommand.job, actor: ProcessIdentity.actor, reason: reason)
  }
}

/// Carries a person's decision out and says what became of each item.
struct DecisionRunner {
  let options: GlobalOptions
  let command: String

  static func checkReason(_ reason: String) throws(CommandFailure) {
    guard !reason.allSatisfy(\.isWhitespace) else {
      throw CommandFailure(.usage, "--reason is empty; say why: it is kept for those who ask later")
    }
  }

  func perform(_ decision: ItemDecision, on items: [String], reason: String) throws {
    try Self.checkReason(reason)
    let wiring = try Wiring(options: options)
    let plan = RunPlan(job: ImportCommand.job, actor: ProcessIdentity.actor, reason: reason)
    let context = try wiring.context(for: plan)
    let outcomes: [Deciding.Outcome]
    do throws(RunError) {
      outcomes = try Deciding.perform(
        decision, on: items, actor: ProcessIdentity.actor, reason: reason, context,
        owner: ProcessIdentity.owner(command: command, at: wiring.clock.now()))
    } catch {
      throw CommandFailure(error)
    }
    for outcome in outcomes { report(outcome) }
    let hasRefusal = outcomes.contains { if case .failure = $0.result { true } else { false } }
    if hasRefusal { throw ExitCode(ExitStatus.partial.code) }
  }

  private func report(_ outcome: Deciding.Outcome) {
    if options.json {
      let (state, refusal): (JSONValue, JSONValue) =
        switch outcome.result {
        case .success(let state): (.string(state.rawValue), .null)
        case .failure(let refusal): (.null, .string(refusal.description))
        }
      let json = JSONValue.members(["item": .string(outcome.itemID), "state": state, "refusal": refusal])
      return Terminal.standardOutput.write(JSONWriter.compact(json) + [0x0A])
    }
    switch outcome.result {
    case .success(let state): Terminal.standardOutput.line("\(outcome.itemID) is \(state) now")
    case .failure(let refusal): Terminal.standardError.line(refusal.description)
    }
  }
}
