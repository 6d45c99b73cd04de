import ArgumentParser
import Foundation
import ProviderSimulation
import StrictJSON

/// Prints what CloudTrail would have recorded.
struct TrailCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trail",
    abstract: "Print the AWS calls that a state file tells of, as a log file of CloudTrail.",
    discussion: "Only what was metered is in it; the simulator that writes the state file may be running.")

  @Option(help: "The file that serve --state keeps.") var state: String

  mutating func run() throws {
    let document = try MarketplaceTrail.document(statePath: state)
    try FileHandle.standardOutput.write(contentsOf: Data(JSONWriter.pretty(document)))
  }
}
