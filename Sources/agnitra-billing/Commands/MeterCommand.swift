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
    let usage = try asking { () throws(StoreError) in try RemeteredUsage(window, in: store) }
    try CellFile(path: output).write { body in try usage.forEachCell(body) }
    guard !options.quiet else { return }
    Terminal.standardError.line(
      "\(Phrases.count(usage.eventCount, "event")) of \(window.text) metered again; "
        + Phrases.count(usage.cellCount, "cell")
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
    try CellFile(path: output).write { body in try usage.forEachCell(body) }
    report(usage)
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

  private func report(_ usage: MeteredUsage) {
    if options.json {
      Terminal.standardError.write(
        JSONWriter.compact(
          .object(
            JSONObject([
              ("read", .number("\(usage.readCount)")), ("metered", .number("\(usage.meteredCount)")),
              ("repeated", .number("\(usage.repeatedCount)")),
              ("conflicting", .number("\(usage.conflictCount)")),
              ("bad_rows", .number("\(usage.quarantinedCount)")), ("cells", .number("\(usage.cellCount)")),
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
        + "\(usage.conflictCount) conflicting + \(usage.quarantinedCount) bad rows; "
        + Phrases.count(usage.cellCount, "cell")
    )
  }
}

/// Where cells are written: standard output, or a file that appears whole.
struct CellFile {
  let path: String?
  private static let pieceByteCount = 1 << 20

  /// Writes the cells that `handOver` hands over.
  func write(_ handOver: ((Cell) throws -> Void) throws -> Void) throws {
    guard let path else {
      try write(handOver, to: nil)
      return
    }
    let unfinished = path + ".part"
    do {
      guard FileManager.default.createFile(atPath: unfinished, contents: nil),
        let handle = FileHandle(forWritingAtPath: unfinished)
      else { throw CocoaError(.fileWriteNoPermission) }
      try write(handOver, to: handle)
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

  /// Writes to a file, or to standard output.
  private func write(
    _ handOver: ((Cell) throws -> Void) throws -> Void, to handle: FileHandle?
  ) throws {
    var lines = MeteredCellLines()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.pieceByteCount + 4_096)
    try handOver { cell in
      lines.append(cell, to: &bytes)
      if bytes.count >= Self.pieceByteCount { try Self.flush(&bytes, to: handle) }
    }
    try Self.flush(&bytes, to: handle)
  }

  private static func flush(_ bytes: inout [UInt8], to handle: FileHandle?) throws {
    if let handle { try handle.write(contentsOf: Data(bytes)) } else { Terminal.standardOutput.write(bytes) }
    bytes.removeAll(keepingCapacity: true)
  }
}
