import ArgumentParser
import Jobs

/// `resolve ITEM...`, `resolve --trail FILE...`.
struct ResolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Says of items in doubt (unknown, parked) whether their provider counts them.",
    discussion:
      """
      Runs resolve what they can by asking the provider. What is left needs a person who has looked at the provider's \
      side: --counted ends the item as delivered, --not-counted has the next run send it again.
      AWS cannot be asked, but CloudTrail keeps its calls for 90 days: --trail reads them and decides every item \
      of AWS that they prove. A Success of the item's quantity counts it. That there is none proves that it is not \
      counted only when the files are said to be complete (--complete-from, --complete-to), from its first attempt \
      until an hour and a quarter after its last.
      With --trail it ends with exit code 3 while an item stays in doubt, and 4 when AWS holds another quantity.
      """)

  /// What the provider's side shows.
  enum Verdict: String, EnumerableFlag {
    case counted
    case notCounted
  }

  @Argument(help: "The items' identifiers, as status lists them.")
  var items: [String] = []

  @Flag(help: "What the provider's side shows.")
  var verdict: Verdict?

  @Option(
    name: .long, parsing: .upToNextOption,
    help: "CloudTrail's records: log files, plain or .gz, the JSON of lookup-events, or one record a line.")
  var trail: [String] = []

  @Option(name: .long, help: "With --trail: the files hold every call from then on (RFC 3339).")
  var completeFrom: String?

  @Option(name: .long, help: "With --complete-from: until then.")
  var completeTo: String?

  @Flag(name: .long, help: "With --trail: shows what it would decide; nothing is written.")
  var dryRun = false

  @Option(name: .long, help: "What was looked at, and by whom; it is kept with the item.")
  var reason: String

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    if trail.isEmpty {
      guard !items.isEmpty, verdict != nil else {
        throw ValidationError("name ITEM... with --counted or --not-counted, or files with --trail FILE...")
      }
      guard completeFrom == nil, completeTo == nil, !dryRun else {
        throw ValidationError("--complete-from, --complete-to and --dry-run go with --trail FILE...")
      }
    } else {
      guard items.isEmpty, verdict == nil else {
        throw ValidationError(
          "--trail decides every item that its records prove; leave out ITEM, --counted and --not-counted")
      }
      guard (completeFrom == nil) == (completeTo == nil) else {
        throw ValidationError("--complete-from and --complete-to say from when to when; give both or neither")
      }
    }
  }

  func run() throws {
    guard trail.isEmpty else {
      return try TrailResolution(
        paths: trail, from: completeFrom, until: completeTo, isDryRun: dryRun, reason: reason,
        options: options
      ).perform()
    }
    let decision: ItemDecision = verdict == .counted ? .counted : .notCounted
    try DecisionRunner(options: options, command: "resolve").perform(decision, on: items, reason: reason)
  }
}
