import ArgumentParser
import Billing
import Jobs
import SQLiteStore
import StrictJSON

/// `explain ID`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Follows an id both ways: event, cell, charge, item, attempts, receipt.",
    discussion:
      "Takes a usage id, an item id (ag1_...), a provider's record or request id, cell-N or charge-N.")

  @Argument(help: "The id.")
  var id: String

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let wiring = try Wiring(options: options)
    let store = try wiring.openLedger()
    guard let trace = try asking({ () throws(StoreError) in try store.trace(id) }) else {
      throw CommandFailure(
        .inputUnreadable,
        "nothing in the ledger is called \(id); accepted: a usage id, an item id (ag1_...), a provider's record or "
          + "request id, cell-N, charge-N")
    }
    if options.json {
      Terminal.standardOutput.write(JSONWriter.compact(trace.json) + [0x0A])
    } else {
      for line in TraceReport(trace: trace).lines { Terminal.standardOutput.line(line) }
    }
  }
}
