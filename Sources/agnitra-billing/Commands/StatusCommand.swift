import ArgumentParser
import Billing
import Configuration
import Jobs
import SQLiteStore
import StrictJSON

/// `status`.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract:
      "What is owed: held, skipped, deferred, in flight, unknown, with age, money, reason and next action.")

  @Option(name: .long, help: "At most so many debts are listed, most urgent first.")
  var limit = 50

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    guard limit >= 1 else { throw ValidationError("--limit \(limit) lists nothing; accepted: 1 or more") }
  }

  func run() throws {
    let wiring = try Wiring(options: options)
    let store = try wiring.openLedger()
    let standing = try asking { () throws(StoreError) in try store.standing(in: nil) }
    // The ledger gives them by deadline; what presses may have a later one than what does not.
    let debts = try asking { () throws(StoreError) in
      try store.debts(countMax: max(limit, Debt.alarmedCountMax))
    }
    let runs = try asking { () throws(StoreError) in try store.runs(countMax: 1) }
    // No provider is asked for its time by a command that only reads.
    let now = wiring.clock.now()
    let pressing = Debt.mostPressingFirst(debts, now: now)
    let verification = try asking { () throws(StoreError) in
      try WaitingClaims.standing(
        in: store, catalog: wiring.catalog,
        terms: wiring.settings.verification?.rules.terms ?? VerdictTerms(),
        now: now)
    }
    if options.json {
      let json = JSONValue.members([
        "standing": standing.json, "verification": verification.json,
        "debt_count": .integer(standing.debtCount),
        "debts": .array(pressing.prefix(limit).map { $0.json(now: now) }),
        "last_run": runs.first.map { .string($0.name) } ?? .null,
        "last_run_at": runs.first.map { .string($0.startedAt.text) } ?? .null,
      ])
      Terminal.standardOutput.write(JSONWriter.compact(json) + [0x0A])
    } else {
      let report = StatusReport(
        standing: standing, verification: verification, debts: pressing, listedCountMax: limit,
        lastRun: runs.first, now: now)
      for line in report.lines { Terminal.standardOutput.line(line) }
    }
    if standing.debtCount > 0 || standing.quarantinedCount > 0 { throw ExitCode(ExitStatus.partial.code) }
  }
}
