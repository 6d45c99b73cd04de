import ArgumentParser

@main
struct ProviderSimulatorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "provider-simulator",
    abstract: "Stripe and AWS Marketplace Metering over loopback HTTP, for rehearsal and tests.",
    subcommands: [ServeCommand.self, ClockCommand.self, TieOutCommand.self, TrailCommand.self])
}
