import ArgumentParser

/// The command line: every command of DESIGN section 8 that this version has.
struct AgnitraBilling: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agnitra-billing",
    abstract:
      "Bills measured GPU outcomes: posts usage events, seals billing windows, sends each unit exactly once.",
    discussion: """
      A job of jobs/ is what cron runs:      agnitra-billing run nightly
      One window again, by hand:             agnitra-billing rerun --window 2026-11-20 --reason "key rotated"
      What is owed, and what to do about it: agnitra-billing status

      Exit codes: 0 done; 1 unexpected; 3 partial (items skipped, deferred, held, or rows in quarantine); 4 the
      ledger or a provider differs; 5 usage expired; 64 usage; 66 input unreadable; 69 provider unavailable;
      74 store failed; 75 locked or temporary; 77 credentials refused; 78 configuration;
      130 and 143 interrupted, cleanly.
      """,
    version: "0.1.0",
    subcommands: [
      RunCommand.self, ImportCommand.self, RerunCommand.self, StatusCommand.self, ExplainCommand.self,
      ExportCommand.self, QuarantineCommand.self, ApproveCommand.self, ResolveCommand.self,
      RecoverCommand.self,
      CheckCommand.self,
    ])
}
