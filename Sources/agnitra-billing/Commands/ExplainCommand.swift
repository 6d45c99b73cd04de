import ArgumentParser
import Billing
import Jobs
import SQLiteStore
import StrictJSON

/// `explain ID`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Follows an id both ways: event, verdict, cell, charge, item, attempts, receipt.",
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
    let details = try asking { () throws(StoreError) in try trace.verdictDetails(in: store) }
    if options.json {
      let json = trace.json(details: details, catalog: wiring.catalog)
      Terminal.standardOutput.write(JSONWriter.compact(json) + [0x0A])
    } else {
      let report = TraceReport(trace: trace, details: details, catalog: wiring.catalog)
      for line in report.lines { Terminal.standardOutput.line(line) }
    }
  }
}
