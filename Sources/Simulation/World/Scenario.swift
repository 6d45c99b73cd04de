import Billing

/// What a world is made of: everything but the decisions taken while it runs.
package struct Scenario: Sendable {
  /// Usage as telemetry will report it.
  struct Event: Hashable, Sendable {
    let projectIndex: Int
    /// Hours after the scenario's first.
    let hourOffset: Int64
    let gpuHourSteps: Int64
    let tokens: Int64
  }

  /// A file of usage: when it is there, and what is in it. An event may come in two files.
  struct File: Hashable, Sendable {
    let arrivalMicroseconds: Int64
    var eventIndexes: [Int]
    /// How many of them make the first batch.
    let firstBatchCount: Int
  }

  /// An arrival is 1 to 4 hours after the first hour, and for some events late; each may come twice.
  static let fileCountMax = 64

  /// The seed of the decisions.
  package let seed: UInt64
  var catalogIndex: Int
  let firstHour: UTCHour
  var events: [Event]
  var files: [File]
  var rates: FaultRates
  var runCountMax: Int
  let windowHours: Int64
  let settleLagSeconds: Int64
  var attemptCountMax: Int
  /// How long Stripe keeps identifiers unique.
  let identifierWindowHours: Int64
  /// How long after its start AWS accepts an hour.
  let acceptanceHours: Int64
  /// A series whose records the provider refuses for what they say, until its configuration is mended.
  let poisonedSeriesIndex: Int?
  /// Whether it refuses them only once one of them has counted, and not from the beginning.
  var isPoisonedOnceCounted = false
  /// How many items one window may make before a person must approve them.
  let itemCountBound: Int?
  /// Whether a lease runs out while its holder stands still, as a row of a database does and a lock on a file does not.
  let leaseRunsOut: Bool
  /// Whether some runs only retry what is open.
  let hasRetryRuns: Bool
  /// Whether the digest of a file that is read for the first time is known no sooner than at its end.
  var digestsComeLate = false
  /// What a world on the wire has beside; `nil` at the seam.
  var wire: WireTerms?

  var catalog: SimulatedCatalog {
    wire == nil ? SimulatedCatalog.all[catalogIndex] : SimulatedCatalog.wired[catalogIndex]
  }

  /// How many items of AWS one claim may take.
  var awsClaimCountMax: Int { wire == nil ? 25 : 100 }

  /// The scenario of a seed: the same by either way, but for what the wire has beside.
  package static func generated(seed: UInt64, by way: Way = .seam) -> Scenario {
    var numbers = RandomNumbers(seed: seed &* 0x2545_F491_4F6C_DD1D &+ 0x1234_5678)
    let catalogIndex = numbers.below(SimulatedCatalog.all.count)
    let firstHour = firstHours[numbers.below(firstHours.count)].adding(hours: Int64(numbers.below(6)))
    // Half of the worlds are small: most faults need little, and there can be more of those.
    let isSmall = numbers.below(2) == 0
    let eventCount = 1 + numbers.below(isSmall ? 2 : 6)
    var events: [Event] = []
    for _ in 0..<eventCount { events.append(event(catalogIndex, &numbers)) }
    let hasShortWindow = numbers.below(3) == 0
    let windowHours: Int64 = numbers.below(2) == 0 ? 24 : 1
    var scenario = Scenario(
      seed: seed, catalogIndex: catalogIndex, firstHour: firstHour, events: events,
      files: files(events, firstHour, windowHours, &numbers), rates: .swarm(&numbers),
      runCountMax: 3 + numbers.below(isSmall ? 3 : 6), windowHours: windowHours,
      settleLagSeconds: [0, 600, 3_600][numbers.below(3)], attemptCountMax: 1 + numbers.below(4),
      identifierWindowHours: [24, 24, 48, 72][numbers.below(4)], acceptanceHours: hasShortWindow ? 6 : 24,
      poisonedSeriesIndex: numbers.below(5) == 0 ? numbers.below(4) : nil,
      itemCountBound: numbers.below(10) == 0 ? 1 : nil, leaseRunsOut: numbers.below(2) == 0,
      hasRetryRuns: numbers.below(3) == 0)
    if scenario.rates[.restore] > 0 {
      switch numbers.below(8) {
      case 0: scenario.splitCarry(&numbers)
      case 1: scenario.loseResolvedDoubt()
      default: break
      }
    }
    scenario.digestsComeLate = numbers.below(2) == 0
    if way == .wire { scenario.wire = .drawn(&numbers) }
    scenario.isPoisonedOnceCounted = numbers.below(2) == 0
    return scenario
  }

  /// 2026-11-20T10, and hours around the end of November, where AWS cuts the month.
  private static let firstHours = [
    UTCHour(index: 498_658), UTCHour(index: 498_908), UTCHour(index: 498_914),
  ]

  private static func event(_ catalogIndex: Int, _ numbers: inout RandomNumbers) -> Event {
    let gpuHourSteps: Int64 =
      switch numbers.below(8) {
      case 0: 0
      case 1: 1
      case 2: Int64(numbers.below(2_000_000))
      default: Int64(numbers.below(2_700_000_000_000))
      }
    return Event(
      projectIndex: numbers.below(SimulatedCatalog.all[catalogIndex].projectCount),
      hourOffset: Int64(numbers.below(4)), gpuHourSteps: gpuHourSteps, tokens: Int64(numbers.below(2_700)))
  }

  /// Most events are in a file soon after their hour; some are late by hours or days, some come twice. By windows of a
  /// day a few are so late that Stripe is about to refuse them: 35 days.
  private static func files(
    _ events: [Event], _ firstHour: UTCHour, _ windowHours: Int64, _ numbers: inout RandomNumbers
  ) -> [File] {
    let delays: [Int64] = windowHours == 24 ? [1, 2, 5, 26, 70, 836] : [1, 2, 5, 26, 70]
    var indexesOfDelay: [Int64: [Int]] = [:]
    for (index, event) in events.enumerated() {
      let lateHours: Int64 = numbers.below(3) == 0 ? delays[numbers.below(delays.count)] : 0
      indexesOfDelay[event.hourOffset + 1 + lateHours, default: []].append(index)
      if numbers.below(6) == 0 {
        indexesOfDelay[event.hourOffset + 2 + lateHours, default: []].append(index)
      }
    }
    return indexesOfDelay.sorted { $0.key < $1.key }.map { hours, indexes in
      let arrival = firstHour.adding(hours: hours).start.microseconds + Int64(numbers.below(900)) * 1_000_000
      return File(
        arrivalMicroseconds: arrival, eventIndexes: indexes, firstBatchCount: numbers.below(indexes.count + 1)
      )
    }
  }
}

extension Scenario {
  /// The instant at which the world begins.
  var startMicroseconds: Int64 { firstHour.start.microseconds + 1_800_000_000 }

  /// The job that every run walks.
  func job(
    by mutant: Mutant?, steps: [JobDefinition.Step] = [.import, .seal, .dispatch, .report]
  ) -> JobDefinition {
    JobDefinition(
      name: "nightly", summary: "", reason: "",
      window: .init(hours: windowHours, settleLagSeconds: settleLagSeconds, windowCountMax: 100),
      steps: steps, providers: Self.providers,
      dispatchedStates: Self.sendableStates, importPaths: [],
      limits: .init(
        deadlineSeconds: 1_800, attemptCountMax: mutant == .noAttemptBound ? 1_000 : attemptCountMax))
  }

  private static let providers = [SimulatedCatalog.stripeID, SimulatedCatalog.awsID]
  private static let sendableStates = Set(DispatchState.allCases.filter(\.isSendable))
}
