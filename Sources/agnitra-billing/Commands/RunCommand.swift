import ArgumentParser
import Billing
import Jobs

/// `run JOB`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs a job of jobs/ by name: nightly, hourly-dispatch, retry-deferred, ..."
  )

  @Argument(help: "The job's name: jobs/NAME.yaml.")
  var job: String

  @Option(
    name: .long, help: "Seal and send only that window: 2026-11-20, 2026-11-20T03, 2026-11, A/B, previous.")
  var window: String?

  @Flag(name: .long, help: "Show what would be done; nothing is written, nothing is sent.")
  var dryRun = false

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let wiring = try Wiring(options: options)
    let definition = try wiring.job(named: job)
    let window = try parseWindow(window, now: wiring.clock.now())
    let plan = RunPlan(job: definition, actor: ProcessIdentity.actor, window: window)
    try PlanRunner(wiring: wiring, command: "run \(job)").perform(plan, isDryRun: dryRun)
  }
}

/// `rerun --window W --reason TEXT`.
struct RerunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rerun",
    abstract: "Seals and sends one billing window again: shows what is delivered, sends only the rest.",
    discussion: "What is delivered is never sent again; a second rerun sends nothing and says so.")

  @Option(name: .long, help: "The window: 2026-11-20, 2026-11-20T03, 2026-11, A/B, previous.")
  var window: String

  @Option(name: .long, help: "Why; it is kept with the run.")
  var reason: String

  @Flag(help: "Which open items: never tried, tried and not delivered, or both.")
  var selection: RunPlan.Selection = .all

  @Flag(name: .long, help: "Show what would be done; nothing is written, nothing is sent.")
  var dryRun = false

  @OptionGroup var options: GlobalOptions

  func run() throws {
    guard !reason.allSatisfy(\.isWhitespace) else {
      throw CommandFailure(
        .usage, "--reason is empty; say why the window is run again: it is kept with the run")
    }
    let wiring = try Wiring(options: options)
    let window = try parseWindow(window, now: wiring.clock.now())
    let plan = RunPlan(
      job: try wiring.rerunJob(), actor: ProcessIdentity.actor, reason: reason, window: window,
      selection: selection)
    try PlanRunner(wiring: wiring, command: "rerun").perform(plan, isDryRun: dryRun)
  }
}

extension RunPlan.Selection: EnumerableFlag {}
