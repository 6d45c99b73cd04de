import ArgumentParser
import Billing
import Jobs
import SQLiteStore
import StrictJSON

/// `export --window W`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the usage events of a window as NDJSON, each with its dispatch_results.",
    discussion: "With --items, the dispatch items of the window's buckets instead.")

  @Option(name: .long, help: "The window: 2026-11-20, 2026-11-20T03, 2026-11, A/B, previous.")
  var window: String

  @Flag(name: .long, help: "Dispatch items, with their frozen bytes, in place of events.")
  var items = false

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let wiring = try Wiring(options: options)
    guard let window = try parseWindow(window, now: wiring.clock.now()) else { return }
    let store = try wiring.openLedger()
    try items ? writeItems(of: window, in: store) : writeEvents(of: window, in: store)
  }

  private func writeItems(of window: BillingWindow, in store: any Store) throws {
    try asking { () throws(StoreError) in
      try store.items(in: window) { Terminal.standardOutput.write(JSONWriter.compact($0.json) + [0x0A]) }
    }
  }

  private func writeEvents(of window: BillingWindow, in store: any Store) throws {
    var unreadable: String?
    try asking { () throws(StoreError) in
      try store.events(in: window) { event throws(StoreError) in
        do throws(JSONError) {
          Terminal.standardOutput.write(try EventExport.line(for: event) + [0x0A])
        } catch {
          unreadable = "\(event.usageID): \(error)"
        }
      }
    }
    if let unreadable {
      throw CommandFailure(.storeFailed, "a stored row is no longer readable: \(unreadable)")
    }
  }
}
