import ArgumentParser
import Billing
import EventDecoding
import Foundation
import Jobs
import Metering
import StrictJSON

/// `meter --from FILE...`, `meter --window W`.
struct MeterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "meter",
    abstract: "Sums usage events into cells, one NDJSON line each; posts nothing.",
    discussion: """
      With --from, events of files, without any ledger: rows are read as strictly as by import and de-duplicated by \
      usage_id; without a settings file the metadata keys are those that telemetry writes.
      With --window, the posted events of the ledger, metered again from their records.
      Sums are exact; lines are sorted by hour, project, tier, claim, currency and providers.
      Ends with exit code 3 when rows are no usage event, or contradict an earlier row of the same usage_id.
      """)

  @Option(
    name: .long, parsing: .upToNextOption,
    help: "Files, folders, or - for standard input: NDJSON or JSON arrays, plain, .gz or .zst.")
  var from: [String] = []

  @Option(name: .long, help: "The window: 2026-11-20, 2026-11-20T03, 2026-11, A/B, previous.")
  var window: String?

  @Option(name: [.short, .long], help: "The file to write, whole or not at all. Default: standard output.")
  var output: String?

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    guard from.isEmpty != (window == nil) else {
      throw ValidationError("--from FILE... names files, --window W posted events; give one of the two")
    }
  }

  func run() throws {
    try window == nil ? meterFiles() : meterLedger()
  }

  private func meterLedger() throws {
    let wiring = try Wiring(options: options)
    guard let window = try parseWindow(window, now: wiring.clock.now()) else { return }
    let store = try wiring.openLedger()
    let recorded = try asking { () throws(StoreError) in try store.recordedCells(in: window, .processors) }
    let cells = SortedCells(recorded)
    let eventCount = (0..<cells.count).reduce(0) { $0 + cells.values($1).eventCount }
    try CellFile(path: output).write(cells)
    guard !options.quiet else { return }
    Terminal.standardError.line(
      "\(Phrases.count(eventCount, "event")) of \(window.text) metered again; "
        + Phrases.count(cells.count, "cell")
    )
  }

  private func meterFiles() throws {
    let display = ProgressDisplay(style: options.progressStyle)
    var usage: MeteredUsage
    let sources = try sources()
    do throws(SourceError) {
      usage = try MeteredUsage(sources, parallelism: .processors, progress: display)
    } catch {
      display.finish()
      throw CommandFailure(error)
    }
    display.finish()
    let cells = usage.takeCells()
    try CellFile(path: output).write(cells)
    report(usage, cellCount: cells.count)
    let isWhole = usage.quarantinedCount == 0 && usage.tally.conflictCount == 0
    if !isWhole { throw ExitCode(ExitStatus.partial.code) }
  }

  private func sources() throws -> [any EventSource] {
    let environment = ProcessInfo.processInfo.environment["AGNITRA_BILLING_CONFIG"]
    let isConfigured =
      options.config != nil || environment != nil || FileManager.default.fileExists(atPath: "billing.yaml")
    let rules = isConfigured ? try Wiring(options: options).decodingRules : EventDecodingRules()
    let files: SourceFiles
    do throws(SourceError) {
      files = try SourceFiles(paths: from)
    } catch {
      throw CommandFailure(error)
    }
    return try files.paths.map { path in
      guard path != "-" else { return StreamEventSource(rules: rules, purpose: .metering) }
      do throws(SourceError) {
        return try FileEventSource(path: path, rules: rules, purpose: .metering)
      } catch {
        throw CommandFailure(error)
      }
    }
  }

  private func report(_ usage: MeteredUsage, cellCount: Int) {
    let tally = usage.tally
    if options.json {
      Terminal.standardError.write(
        JSONWriter.compact(
          .object(
            JSONObject([
              ("read", .number("\(usage.readCount)")), ("metered", .number("\(tally.meteredCount)")),
              ("repeated", .number("\(tally.repeatedCount)")),
              ("conflicting", .number("\(tally.conflictCount)")),
              ("bad_rows", .number("\(usage.quarantinedCount)")), ("cells", .number("\(cellCount)")),
            ]))) + [0x0A])
      return
    }
    for row in usage.firstBadRows {
      Terminal.standardError.line("bad row: \(row.source) line \(row.line): \(row.detail)")
    }
    for sentence in usage.conflictSentences { Terminal.standardError.line("conflict: \(sentence)") }
    guard !options.quiet else { return }
    Terminal.standardError.line(
      "\(usage.readCount) read = \(tally.meteredCount) metered + \(tally.repeatedCount) repeated + "
        + "\(tally.conflictCount) conflicting + \(usage.quarantinedCount) bad rows; "
        + Phrases.count(cellCount, "cell")
    )
  }
}
