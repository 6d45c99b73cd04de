import ArgumentParser
import Billing
import Configuration
import FailPoints
import Foundation
import Jobs
import StrictJSON

/// Performs or rehearses a plan, prints and keeps its results, and ends with its exit code.
struct PlanRunner {
  let wiring: Wiring
  let command: String

  /// `input` is what to import; `nil` for the job's or the settings' own.
  func perform(_ plan: RunPlan, isDryRun: Bool, input: ImportInput? = nil) throws {
    let display = ProgressDisplay(style: wiring.options.progressStyle)
    let context = try wiring.context(for: plan, isDryRun: isDryRun, input: input, progress: display)
    let before = try asking { () throws(StoreError) in try context.store.standing(in: plan.window) }
    let results: RunResults
    do throws(RunError) {
      results =
        isDryRun
        ? try Run.rehearse(plan, context)
        : try Run.perform(
          plan, context, owner: ProcessIdentity.owner(command: command, at: wiring.clock.now()))
    } catch {
      display.finish()
      throw CommandFailure(error)
    }
    display.finish()
    try report(results, before: before)
    if let failure = results.failure { throw CommandFailure(results.exitStatus, failure.description) }
    guard results.exitStatus == .done else { throw ExitCode(results.exitStatus.code) }
  }

  private func report(_ results: RunResults, before: LedgerStanding) throws(CommandFailure) {
    var path: String?
    if !results.isDryRun {
      path = try FailPoints.aroundResults { () throws(CommandFailure) in
        try ResultsFile.write(results, folder: wiring.settings.resultsFolder)
      }
    }
    if wiring.options.json {
      Terminal.standardOutput.write(JSONWriter.compact(results.json) + [0x0A])
    } else {
      for line in RunReport(results: results, before: before, resultsPath: path).lines {
        Terminal.standardOutput.line(line)
      }
    }
  }
}

/// Keeps a run's results beside those of earlier runs.
enum ResultsFile {
  /// Writes `run_results.json` of this run, whole or not at all, and answers its path.
  static func write(_ results: RunResults, folder: String) throws(CommandFailure) -> String {
    let path = "\(folder)/run-\(results.runID)/run_results.json"
    do {
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(results.text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandFailure(
        .storeFailed,
        "the run is done and durable, but \(path) cannot be written: \(error.localizedDescription)")
    }
    return path
  }
}
