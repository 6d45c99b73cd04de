import Foundation
import StrictJSON

/// One test's own installation: settings, catalog, jobs, a drop folder, and providers of its own.
final class Rehearsal {
  /// Where a night's run stands for usage of 2026-11-20.
  static let night = "2026-11-21T01:15:00Z"
  static let settings = """
    store: sqlite:billing.sqlite
    catalog: catalog.yaml
    sources:
      drop_folder: drop
    providers:
      stripe:
        livemode: false
        requests_per_second: 1000
      aws:
        region: us-east-1

    """
  static let meters = """
    [{"id":"mtr_gpuHours","event_name":"gpu_hours"},{"id":"mtr_tokens","event_name":"tokens"},
     {"id":"mtr_savings","event_name":"savings"},
     {"id":"mtr_hourly","event_name":"gpu_hours_hourly","event_time_window":"hour"}]
    """
  static let credentials = [
    "STRIPE_API_KEY": "sk_test_rehearsal", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  ]

  let folder: Folder
  let simulator: RunningSimulator
  /// What every command gets as its environment.
  var environment: [String: String]
  private var commandCount = 0

  init(
    _ catalog: CatalogDraft = CatalogDraft(), settings: String = Rehearsal.settings, attemptsMax: Int = 1,
    simulator options: [String] = []
  ) throws {
    folder = try Folder()
    try folder.write("meters.json", Self.meters)
    simulator = try RunningSimulator(
      in: folder, ["--meters", "\(folder.path)/meters.json"] + options, clock: Self.night)
    environment = [
      "HOME": folder.path, "AWS_EC2_METADATA_DISABLED": "true", "STRIPE_API_BASE": simulator.stripeURL,
      "AWS_ENDPOINT_URL_MARKETPLACE_METERING": simulator.marketplaceURL,
    ].merging(Self.credentials) { _, credential in credential }
    try folder.write("billing.yaml", settings)
    try set(catalog: catalog)
    try writeJob("nightly", hours: 24, attemptsMax: attemptsMax)
    try writeJob("hourly", hours: 1, attemptsMax: attemptsMax)
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/drop", withIntermediateDirectories: true)
  }

  func set(catalog: CatalogDraft) throws { try folder.write("catalog.yaml", catalog.text) }

  /// Puts events into the drop folder.
  func drop(_ name: String, _ events: [UsageDraft]) throws { try folder.write("drop/\(name)", events.text) }

  func withoutCredentials() { for name in Self.credentials.keys { environment[name] = nil } }

  func withCredentials() { environment.merge(Self.credentials) { _, credential in credential } }

  /// Runs `agnitra-billing` at an instant of both clocks; without one, the simulator's clock is left alone.
  @discardableResult
  func bill(_ arguments: String..., at instant: String? = nil) throws -> Answer {
    try bill(arguments, at: instant)
  }

  @discardableResult
  func bill(_ arguments: [String], at instant: String? = nil, input: String = "/dev/null") throws -> Answer {
    try finish(start(arguments, at: instant, input: input))
  }

  /// Starts `agnitra-billing`, and leaves it running.
  func start(
    _ arguments: [String], at instant: String? = nil, input: String = "/dev/null"
  ) throws -> RunningCommand {
    if let instant { try simulator.set(clock: instant) }
    commandCount += 1
    let streams = "\(folder.path)/streams-\(commandCount)"
    return RunningCommand(
      process: try ChildProcess(
        Programs.billing, arguments + (instant.map { ["--clock", $0] } ?? []), environment: environment,
        folder: folder.path, input: input, output: "\(streams).out", errors: "\(streams).err"),
      streams: streams)
  }

  /// Waits for a command and takes what it wrote.
  func finish(_ command: RunningCommand) throws -> Answer {
    let exitCode = command.process.wait()
    let name = (command.streams as NSString).lastPathComponent
    defer { for end in [".out", ".err"] { unlink(command.streams + end) } }
    return Answer(
      exitCode: exitCode, output: folder.text("\(name).out"), errors: folder.text("\(name).err"))
  }

  /// Compares what the ledger delivered with what the providers hold, to the last digit.
  func tieOut() throws -> Answer {
    let items = try bill("export", "--items", "--window", "2026-01/2028-01")
    guard items.exitCode == 0 else { return items }
    try folder.write("items.ndjson", items.output)
    commandCount += 1
    let streams = "\(folder.path)/streams-\(commandCount)"
    let process = try ChildProcess(
      Programs.simulator,
      ["tie-out", "--url", simulator.stripeURL, "--items", "\(folder.path)/items.ndjson"], environment: [:],
      folder: folder.path, output: "\(streams).out", errors: "\(streams).err")
    return try finish(RunningCommand(process: process, streams: streams))
  }

  private func writeJob(_ name: String, hours: Int, attemptsMax: Int) throws {
    try folder.write(
      "jobs/\(name).yaml",
      """
      name: \(name)
      description: Of a test.
      why: A test needs one.
      window:
        length: \(hours)h
        settle_lag: 1h
        windows_max: 200
      steps: [import, seal, dispatch, report]
      providers: [aws, stripe]
      limits:
        deadline_seconds: 120
        attempts_max: \(attemptsMax)

      """)
  }
}

/// A command under way.
struct RunningCommand {
  let process: ChildProcess
  let streams: String
}
