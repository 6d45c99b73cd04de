import ArgumentParser
import Foundation
import ProviderSimulation
import StrictJSON

/// Sets the time of a running simulator.
struct ClockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clock", abstract: "Set the time of a running simulator.")

  @Option(help: "Its URL, either API's.") var url: String
  @Argument(help: "The time it shall be now, RFC 3339.") var now: String

  func run() throws {
    let body = JSONWriter.compact(.members(["now": .string(now)]))
    let answer = try ControlClient(url: url).call("POST", "/_simulator/clock", body: body)
    print(String(decoding: JSONWriter.compact(answer), as: UTF8.self))
  }
}

/// Compares a ledger's delivered items with what a running simulator holds.
struct TieOutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tie-out",
    abstract:
      "Compare delivered items (agnitra-billing export --items) with a simulator's totals, to the last digit."
  )

  @Option(help: "The simulator's URL, either API's.") var url: String
  @Option(help: "The items, NDJSON.") var items: String

  func run() throws {
    var tieOut = TieOut()
    let lines = try Data(contentsOf: URL(fileURLWithPath: items)).split(separator: 0x0A)
    for (index, line) in lines.enumerated() {
      guard tieOut.add(item: try JSONReader.read(Array(line))) else {
        throw ValidationError("\(items), line \(index + 1) is no dispatch item")
      }
    }
    tieOut.add(totals: try ControlClient(url: url).call("GET", "/_simulator/totals"))
    for bucket in tieOut.differences {
      let delivered = tieOut.delivered[bucket]?.text ?? "nothing"
      print("DIFFERS  \(bucket.text): delivered \(delivered), held \(tieOut.held[bucket]?.text ?? "nothing")")
    }
    guard tieOut.differences.isEmpty else { throw ExitCode(4) }
    let open =
      tieOut.openCount == 0
      ? "nothing sealed is still to send" : "\(tieOut.openCount) sealed items are not delivered"
    print(
      "Both simulators hold exactly what the ledger delivered: \(tieOut.held.count) buckets compared; \(open)."
    )
  }
}
