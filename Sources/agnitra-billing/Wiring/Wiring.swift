import Billing
import Configuration
import EventDecoding
import FailPoints
import Foundation
import Glibc
import Jobs
import LedgerWitness
import SQLiteStore
import UsageRecordDecoding

/// Reads the configuration and makes the adapters a command asks for. The only place that knows them all.
struct Wiring {
  let options: GlobalOptions
  let settings: BillingSettings
  let catalog: Catalog
  let clock: SystemClock
  let configurationPath: String

  init(options: GlobalOptions) throws(CommandFailure) {
    self.options = options
    let environment = ProcessInfo.processInfo.environment
    configurationPath = options.config ?? environment["AGNITRA_BILLING_CONFIG"] ?? "billing.yaml"
    let settingsText = try ConfigurationFile.read(
      configurationPath, hint: "name it with --config or $AGNITRA_BILLING_CONFIG")
    settings = try Self.checked { () throws(ConfigurationErrors) in try BillingSettings(reading: settingsText)
    }
    let catalogText = try ConfigurationFile.read(
      settings.catalogPath, hint: "\(configurationPath) names it under the key catalog")
    let settings = settings
    catalog = try Self.checked { () throws(ConfigurationErrors) in
      try Catalog(reading: catalogText, settings: settings)
    }
    clock = SystemClock(
      rehearsed: try RehearsalClock.instant(options.clock, endpoints: ProviderEndpoints(settings: settings)))
  }

  static func checked<Value>(
    _ body: () throws(ConfigurationErrors) -> Value
  ) throws(CommandFailure) -> Value {
    do throws(ConfigurationErrors) {
      return try body()
    } catch {
      throw CommandFailure(error)
    }
  }

  /// `jobs/NAME.yaml`.
  func job(named name: String) throws(CommandFailure) -> JobDefinition {
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }) else {
      throw CommandFailure(
        .usage, "\(name) is no job's name; accepted: letters, digits, - and _; jobs: \(jobNamesText)")
    }
    let path = "\(settings.jobsFolder)/\(name).yaml"
    let text = try ConfigurationFile.read(path, hint: "jobs there: \(jobNamesText)")
    let settleLagSeconds = settings.settleLagSeconds
    return try Self.checked { () throws(ConfigurationErrors) in
      try JobDefinition(reading: text, settleLagSeconds: settleLagSeconds)
    }
  }

  /// The names of all jobs, sorted.
  var jobNames: [String] {
    // Only a hint in another message: a folder that cannot be read has no jobs to name.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: settings.jobsFolder)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// The names of all jobs, for people.
  var jobNamesText: String {
    let names = jobNames
    guard names.isEmpty else { return names.joined(separator: ", ") }
    return
      "none in \(settings.jobsFolder): copy the jobs/ folder there, or correct jobs: in \(configurationPath)"
  }

  /// A re-run by hand: the nightly job's windows and providers, without importing.
  func rerunJob() throws(CommandFailure) -> JobDefinition {
    let nightly = try job(named: "nightly")
    return JobDefinition(
      name: "rerun", summary: "One window again.", reason: "asked for by hand", window: nightly.window,
      steps: [.seal, .dispatch, .report], providers: nightly.providers,
      dispatchedStates: Set(DispatchState.allCases.filter(\.isSendable)), importPaths: [],
      limits: nightly.limits)
  }

  /// The ledger.
  func openStore(_ mode: SQLiteStore.Mode) throws(CommandFailure) -> any Store {
    let location = try storeLocation()
    if mode == .readOnly, case .sqlite(let path) = location, !FileManager.default.fileExists(atPath: path) {
      Terminal.standardError.line("there is no ledger at \(path) yet: what follows is of an empty one")
    }
    return try asking { () throws(StoreError) in
      switch location {
      case .sqlite(let path):
        FailPoints.around(try SQLiteStore.open(path: path, mode: mode, parallelism: .processors))
      }
    }
  }

  /// The ledger, to be read: one that is not there is no empty one, since "nothing is owed" would be said of a mistyped
  /// path.
  func openLedger() throws(CommandFailure) -> any Store {
    let path =
      switch try storeLocation() {
      case .sqlite(let path): path
      }
    guard FileManager.default.fileExists(atPath: path) else {
      throw CommandFailure(
        .inputUnreadable,
        "there is no ledger at \(path): import or run something first, or correct store in "
          + "\(configurationPath), or --store"
      )
    }
    return try openStore(.readOnly)
  }

  private func storeLocation() throws(CommandFailure) -> StoreLocation {
    guard let text = options.store else { return settings.store }
    guard let location = StoreLocation(text: text) else {
      throw CommandFailure(
        .usage, "--store \(text) names no ledger; accepted: \(StoreLocation.acceptedForms)")
    }
    return location
  }

  /// Remembers the ledger from outside. The settings' witness belongs to the settings' ledger; another one, named on
  /// the command line, has its own beside it.
  func witness() throws(CommandFailure) -> any Witness {
    let path =
      switch try storeLocation() {
      case .sqlite(let path): path
      }
    let witnessPath = options.store == nil ? settings.witnessPath : nil
    return FailPoints.around(FileWitness(path: witnessPath ?? path + ".witness"))
  }

  /// Takes the ledger's lease.
  func takeLease(on store: any Store, _ owner: LeaseOwner) throws(CommandFailure) {
    let lease = Lease(
      store: store, witness: try witness(), clock: clock, providers: try providers(isDryRun: false))
    do throws(RunError) {
      try lease.take(owner)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// What a decision of a person works with.
  func context(for plan: RunPlan) throws(CommandFailure) -> RunContext {
    try context(
      for: plan, isDryRun: false, input: ImportInput(paths: []), progress: ProgressDisplay(style: .silent))
  }

  /// What a plan works with. A dry run opens the ledger for reading and has no transport at all.
  func context(
    for plan: RunPlan, isDryRun: Bool, input: ImportInput?, progress: any ProgressListener
  ) throws(CommandFailure) -> RunContext {
    var jitterSource = SystemRandomNumberGenerator()
    let context = RunContext(
      store: try openStore(isDryRun ? .readOnly : .readWrite), catalog: catalog,
      providers: try providers(isDryRun: isDryRun),
      sources: plan.job.steps.contains(.import) ? try sources(input, of: plan.job) : [],
      clock: clock, billingStarts: settings.billingStarts?.hour, bounds: settings.bounds,
      witness: isDryRun ? nil : try witness(),
      jitter: { Int64.random(in: 0..<1_000_000, using: &jitterSource) }, progress: progress,
      stopSignal: { ProcessGuard.requestedStop ?? SIGTERM }, packPeaks: PeakRows.batch)
    if plan.job.steps.contains(.verify) { context.verification = try verification() }
    return context
  }

  /// What a person names must be there; what the job or the settings name is read as far as it can be, so that usage
  /// that is posted already is still sealed and sent.
  private func sources(
    _ input: ImportInput?, of job: JobDefinition
  ) throws(CommandFailure) -> [any EventSource] {
    if let input {
      guard let records = input.records else { return try asked(for: input.paths) }
      return try recordSources(input.paths, records)
    }
    guard job.importPaths.isEmpty else { return configuredSources(job.importPaths) }
    return configuredSources(settings.sourcePaths) + (try configuredRecordSources())
  }

  private func asked(for paths: [String]) throws(CommandFailure) -> [any EventSource] {
    do throws(SourceError) {
      return try sources(paths)
    } catch {
      throw CommandFailure(error)
    }
  }

  /// The sources that the paths of a job or of the settings name; one that cannot be opened fails when it is read.
  private func configuredSources(_ paths: [String]) -> [any EventSource] {
    paths.flatMap { path -> [any EventSource] in
      do throws(SourceError) {
        return try sources([path])
      } catch {
        return [UnreadableSource(path: path, error: error.naming(configurationPath))]
      }
    }
  }

  /// Why a path of the settings cannot be opened; `nil` when it can. No file is read.
  func whyUnreadable(_ path: String) -> SourceError? {
    do throws(SourceError) {
      _ = try SourceFiles(paths: [path])
      return nil
    } catch {
      return error.naming(configurationPath)
    }
  }

  private func sources(_ paths: [String]) throws(SourceError) -> [any EventSource] {
    let rules = decodingRules
    var sources: [any EventSource] = []
    let files = try SourceFiles(paths: paths)
    for ignored in files.ignored where !options.quiet {
      Terminal.standardError.line("not read: \(ignored.path) \(ignored.why)")
    }
    for path in files.paths {
      sources.append(
        path == "-" ? StreamEventSource(rules: rules) : try FileEventSource(path: path, rules: rules))
    }
    return sources
  }

  /// How rows are decoded.
  var decodingRules: EventDecodingRules {
    EventDecodingRules(
      hardwareTierKeys: [settings.eventMetadata.hardwareTier],
      claimSignatureKeys: [settings.eventMetadata.claimSignature], regionKeys: [settings.eventMetadata.region]
    )
  }
}
