import ArgumentParser
import Foundation
import ProviderSimulation
import StrictJSON

/// Compares a ledger's items with what a running simulator holds.
struct TieOutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tie-out",
    abstract: "Compare the items of a ledger, bucket by bucket, with what a running simulator holds.",
    discussion:
      "Ends with 0 when every bucket is equal or within what the ledger calls open, with 4 otherwise.")

  @Option(help: "Either URL the simulator printed.") var url: String
  @Option(help: "Items as NDJSON; provider, state, revision and payload are read.") var items: String

  mutating func run() throws {
    guard let content = FileManager.default.contents(atPath: items) else {
      throw ValidationError("cannot read \(items)")
    }
    let rows = try content.split(separator: 0x0A).map { try JSONReader.read(Array($0)) }
    let tieOut = try TieOut(items: rows, totals: try ControlClient(url: url).call("GET", "totals"))
    try FileHandle.standardOutput.write(contentsOf: Data(tieOut.text.utf8))
    if !tieOut.holds { throw ExitCode(4) }
  }
}
