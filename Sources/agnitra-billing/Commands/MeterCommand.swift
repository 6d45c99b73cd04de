import ArgumentParser
import Billing
import EventDecoding
import Foundation
import Jobs
import StrictJSON

/// `meter --from FILE...`, `meter --window W`.
struct MeterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "meter",
    abstract: "Sums usage events into cells, one NDJSON line each; posts nothing.",
    discussion: """
      With --from, events of files, without any ledger: rows are read as strictly as by import and de-duplicated by
      usage_id; without a settings file the metadata keys are those that telemetry writes. With --window, the posted
      events of the ledger, metered again from their records. Sums are exact; lines are sorted by hour, project, tier,
      claim, currency and providers.
      Ends with exit code 3 when rows are no usage event or contradict an earlier row of the same usage_id.
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
    let cells = try asking { () throws(StoreError) in try EventMetering.cells(in: window, of: store) }
    try CellFile(path: output).write(cells)
    guard !options.quiet else { return }
    let eventCount = cells.reduce(0) { $0 + $1.eventCount }
    Terminal.standardError.line(
      "\(Phrases.count(eventCount, "event")) of \(window.text) metered again; \(Phrases.count(cells.count, "cell"))"
    )
  }

  private func meterFiles() throws {
    let display = ProgressDisplay(style: options.progressStyle)
    let usage: MeteredUsage
    let sources = try sources()
    do throws(SourceError) {
      usage = try MeteredUsage(sources, progress: display)
    } catch {
      display.finish()
      throw CommandFailure(error)
    }
    display.finish()
    let cells = usage.cells
    try CellFile(path: output).write(cells)
    report(usage, cellCount: cells.count)
    let isWhole = usage.quarantinedCount == 0 && usage.conflictCount == 0
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
    if options.json {
      Terminal.standardError.write(
        JSONWriter.compact(
          .object(
            JSONObject([
              ("read", .number("\(usage.readCount)")), ("metered", .number("\(usage.meteredCount)")),
              ("repeated", .number("\(usage.repeatedCount)")),
              ("conflicting", .number("\(usage.conflictCount)")),
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
      "\(usage.readCount) read = \(usage.meteredCount) metered + \(usage.repeatedCount) repeated + "
        + "\(usage.conflictCount) conflicting + \(usage.quarantinedCount) bad rows; \(Phrases.count(cellCount, "cell"))"
    )
  }
}

/// Where cells are written: standard output, or a file that appears whole.
struct CellFile {
  let path: String?
  private static let pieceByteCount = 1 << 20

  func write(_ cells: [Cell]) throws {
    guard let path else {
      try write(cells) { Terminal.standardOutput.write($0) }
      return
    }
    let unfinished = path + ".part"
    do {
      guard FileManager.default.createFile(atPath: unfinished, contents: nil),
        let handle = FileHandle(forWritingAtPath: unfinished)
      else { throw CocoaError(.fileWriteNoPermission) }
      try write(cells) { try handle.write(contentsOf: Data($0)) }
      try handle.synchronize()
      try handle.close()
      guard unsafe rename(unfinished, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      // What is there of the file is of no use to anybody.
      try? FileManager.default.removeItem(atPath: unfinished)
      throw CommandFailure(
        .storeFailed,
        "cannot write \(path): \(error.localizedDescription); accepted is a path in a folder that may be "
          + "written, on a disk with room; nothing was left there")
    }
  }

  private func write(_ cells: [Cell], _ body: ([UInt8]) throws -> Void) throws {
    var lines = MeteredCellLines()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.pieceByteCount + 4_096)
    for cell in cells {
      lines.append(cell, to: &bytes)
      if bytes.count >= Self.pieceByteCount {
        try body(bytes)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    if !bytes.isEmpty { try body(bytes) }
  }
}
