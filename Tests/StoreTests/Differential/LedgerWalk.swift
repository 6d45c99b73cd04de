import Billing
import Testing

/// A random sequence of verbs, good and bad ones, the same for the same seed.
struct LedgerWalk {
  var random: SplitMix
  var pair: StorePair
  var runID: Int64 = 0
  var now = TestLedger.now

  static let projects = ["proj-1", "proj-2", "proj-3"]
  static let tiers = ["", "a100", "h100"]
  static let providerSets: [[String]?] = [nil, ["aws"], ["aws", "stripe"], ["stripe"]]
  static let providers = [ProviderID("aws"), ProviderID("stripe"), .unassigned]
  /// Everything a walk may ever write.
  static let everything = BillingWindow(start: UTCHour(index: 400_000), end: UTCHour(index: 600_000))

  init(seed: UInt64) throws {
    random = SplitMix(seed: seed)
    pair = try StorePair()
  }

  /// Walks, and compares what can be read after every step.
  mutating func walk(stepCount: Int) throws {
    try begin()
    for step in 0..<stepCount {
      pair.place = "step \(step)"
      now = TestLedger.now.adding(seconds: Int64(step) * 240)
      try self.step()
      try compareSums(withEvents: step % 16 == 0)
      if step % 24 == 0 { try compareRows() }
    }
    try compareRows()
  }

  private mutating func step() throws {
    switch random.below(16) {
    case 0...3: try post()
    case 4: try addWindows()
    case 5...7: try seal()
    case 8...10: try dispatch()
    case 11...13: try apply()
    case 14: try resolve()
    default: try changeHands()
    }
  }

  /// Takes the lease and posts one event of each kind, in the order of their texts: SQLite numbers cells in the order
  /// in which it first saw their texts, the memory store in the order of the texts, and these are then the same.
  private mutating func begin() throws {
    try acquire()
    var drafts: [EventDraft] = []
    for (index, tier) in Self.tiers.enumerated() {
      drafts.append(draft("first-\(index)", project: index, tier: tier, providers: Self.providerSets[index]))
    }
    drafts.append(draft("first-3", project: 0, tier: "h100", providers: Self.providerSets[3]))
    let batch = EventBatch([drafts])
    try pair.same("first post") { [runID, now] store in
      try store.post(
        batch, of: file("first", "first"), isLast: true, runID: runID, at: now, metering: metered)
    }
  }

  func draft(_ usageID: String, project: Int, tier: String, providers: [String]?) -> EventDraft {
    EventDraft(usageID).with {
      $0.projectID = Self.projects[project]
      $0.hardwareTier = tier
      $0.claim = tier
      $0.providers = providers
    }
  }

  /// The run in use, and now and then one that never began.
  mutating func anyRunID() -> Int64 { random.isOne(in: 24) ? 99_999 : runID }
}
