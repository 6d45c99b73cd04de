import ArgumentParser
import VerdictSimulation

/// Simulates verifications on noisy hosts and holds their errors to what is documented.
@main
struct VerdictBenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verdict-bench",
    abstract: "Measures how often verdicts err on simulated hosts; fails when more often than documented.")

  @Option(help: "Verifications for each line of a table.")
  var trials = 20_000

  func validate() throws {
    guard trials >= 100 else { throw ValidationError("--trials is at least 100") }
  }

  func run() throws {
    var violations: [String] = []
    for make in ErrorTable.makers {
      let table = make(trials)
      for line in table.lines { print(line) }
      print("")
      violations += table.violations
    }
    for violation in violations { print("outside the documented limits: \(violation)") }
    if !violations.isEmpty { throw ExitCode(1) }
    print("all within the documented limits")
  }
}
