import ArgumentParser
import Billing
import Jobs
import SQLiteStore
import StrictJSON

/// `gpu-usage --window W`.
struct GPUUsageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gpu-usage",
    abstract: "GPU hours allocated, peak per day, devices, gaps and licences of a window, by usage records.",
    discussion: "Ends with exit code 4 when more GPUs were seen in a month than are licensed.")

  @Option(name: .long, help: "The window: 2026-11-20, 2026-11-20T03, 2026-11, A/B, previous.")
  var window: String

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let wiring = try Wiring(options: options)
    guard let window = try parseWindow(window, now: wiring.clock.now()) else { return }
    let store = try wiring.openLedger()
    let reading = try asking { () throws(StoreError) in
      try GPUUsageReading(window, in: store, catalog: wiring.catalog)
    }
    if options.json {
      Terminal.standardOutput.write(JSONWriter.compact(reading.json) + [0x0A])
    } else {
      for line in GPUUsageReport(reading: reading).lines { Terminal.standardOutput.line(line) }
    }
    if !reading.licenceBreaks.isEmpty { throw ExitCode(ExitStatus.breaks.code) }
  }
}
