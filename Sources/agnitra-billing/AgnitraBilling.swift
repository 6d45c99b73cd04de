import ArgumentParser

/// The command line: every command that this version has.
struct AgnitraBilling: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agnitra-billing",
    abstract:
      "Bills measured GPU outcomes: posts usage events, seals billing windows, sends each unit exactly once.",
    discussion: """
      A job of jobs/, as cron runs it:
        agnitra-billing run nightly
      One window again, by hand:
        agnitra-billing rerun --window 2026-11-20 --reason "key rotated"
      What is owed, and what to do about it:
        agnitra-billing status

      Exit codes:
        0   done                        69  provider unavailable
        1   unexpected                  74  store failed
        3   partial: debts are open,    75  locked, or temporary
            or rows in quarantine       77  credentials refused
        4   a provider or the ledger    78  configuration
            differs                    130  interrupted, cleanly
        5   usage expired              143  terminated, cleanly
        64  usage
        66  input unreadable
      """,
    version: "0.1.0",
    subcommands: [
      RunCommand.self, ImportCommand.self, MeterCommand.self, RerunCommand.self, VerifyCommand.self,
      ReplaysCommand.self,
      StatusCommand.self,
      ExplainCommand.self,
      ExportCommand.self, GPUUsageCommand.self, QuarantineCommand.self, ApproveCommand.self,
      ResolveCommand.self,
      RecoverCommand.self,
      CheckCommand.self, ProbeCommand.self,
    ])
}
