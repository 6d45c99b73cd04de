import ArgumentParser
import Foundation
import ProviderSimulation
import StrictJSON

/// Sets the time of a running simulator.
struct ClockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clock", abstract: "Set the simulated time of a running simulator, and print it.")

  @Option(help: "Either URL the simulator printed.") var url: String
  @Argument(help: "The time, RFC 3339.") var instant: String

  mutating func run() throws {
    let answer = try ControlClient(url: url).call("POST", "clock", .members(["now": .string(instant)]))
    try FileHandle.standardOutput.write(contentsOf: Data(JSONWriter.compact(answer) + [0x0A]))
  }
}
