import Billing

/// Usage on its way into one bucket, before it is turned into provider units.
struct BucketDraft {
  /// What goes through one carry.
  struct Part: Hashable, Comparable {
    let projectID: String
    let since: UTCHour

    static func < (left: Part, right: Part) -> Bool {
      (left.projectID, left.since) < (right.projectID, right.since)
    }
  }

  let key: BucketKey
  let route: Route
  /// Billed steps by carry.
  private(set) var stepsOfPart: [Part: Int128] = [:]
  private(set) var money: Money
  /// The charges that go in, by their index in the plan.
  private(set) var chargeIndexes: [Int] = []
  /// The earliest hour of the usage that goes in.
  private(set) var firstUsageHour: UTCHour?

  init(key: BucketKey, route: Route) {
    self.key = key
    self.route = route
    money = .zero(route.currency)
  }

  mutating func add(
    steps: Int128, money: Money, projectID: String, usageHour: UTCHour, carriedSince since: UTCHour,
    chargeIndex: Int
  ) {
    firstUsageHour = min(firstUsageHour ?? usageHour, usageHour)
    stepsOfPart[Part(projectID: projectID, since: since), default: 0] += steps
    self.money = self.money + money
    chargeIndexes.append(chargeIndex)
  }

  /// Earliest bucket first, then by series: the same order in every process.
  static func precedes(_ left: BucketDraft, _ right: BucketDraft) -> Bool {
    if left.key.start != right.key.start { return left.key.start < right.key.start }
    if left.key.provider != right.key.provider { return left.key.provider < right.key.provider }
    return left.key.series < right.key.series
  }
}
