import ArgumentParser
import Billing
import Jobs

/// `import PATH...`.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract:
      "Posts usage events of files, folders or standard input (-): NDJSON or JSON arrays, plain, .gz or .zst.",
    discussion: """
      Importing the same file twice posts nothing twice. Rows that are no usage event go into quarantine.
      With --records, GPU usage records in place of events: slurm (sacct), dcgm and nvidia-gpu-exporter (Prometheus
      range JSON), opencost (allocation JSON), ndjson (our own).
      """)

  @Argument(help: "Files, folders, or - for standard input.")
  var paths: [String]

  @Option(
    name: .long,
    help: "GPU usage records: slurm, dcgm, nvidia-gpu-exporter, opencost or ndjson.")
  var records: UsageRecordFormat?

  @Option(name: .long, help: "With --records: the project of every record, whatever it names.")
  var project: String?

  @Option(name: .long, help: "With --records: the hardware tier of every record.")
  var tier: String?

  @Option(
    name: .long, help: "With --records: a YAML file with projects and tiers, in addition to the settings.")
  var map: String?

  @Option(
    name: .long, help: "With --records: seconds between samples. Default: the least distance in the file.")
  var scrapeInterval: Int64?

  @Flag(name: .long, help: "Read and check only; nothing is written.")
  var dryRun = false

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if records == nil, project != nil || tier != nil || map != nil || scrapeInterval != nil {
      throw ValidationError("--project, --tier, --map and --scrape-interval go with --records FORMAT")
    }
    if let scrapeInterval, !(1...86_400).contains(scrapeInterval) {
      throw ValidationError(
        "--scrape-interval \(scrapeInterval) is no interval; accepted: 1 to 86400 seconds")
    }
  }

  func run() throws {
    let wiring = try Wiring(options: options)
    let plan = RunPlan(job: Self.job, actor: ProcessIdentity.actor)
    let recordImport = records.map {
      RecordImport(
        format: $0, project: project, tier: tier, mapPath: map, scrapeIntervalSeconds: scrapeInterval)
    }
    try PlanRunner(wiring: wiring, command: "import")
      .perform(plan, isDryRun: dryRun, input: .init(paths: paths, records: recordImport))
  }

  static let job = JobDefinition(
    name: "import", summary: "Posts usage events.", reason: "asked for by hand", window: nil,
    steps: [.import],
    providers: [], dispatchedStates: [], importPaths: [],
    limits: .init(deadlineSeconds: 86_400, attemptCountMax: 1))
}

extension UsageRecordFormat: ExpressibleByArgument {}
