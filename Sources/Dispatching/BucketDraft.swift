import Billing

/// Usage on its way into one bucket, before it is turned into provider units. Numbers only, of what `DraftRoutes` and
/// `CarrySlots` hold once a window: with texts in them, copying and sorting drafts took a third of planning.
struct BucketDraft {
  /// What a bucket is found by.
  struct Key: Hashable {
    let series: Int
    let start: UTCHour
    let hours: Int64
  }

  let key: Key
  /// The route of its first usage.
  let route: Int
  private(set) var moneySteps: Int128 = 0
  /// The earliest hour of the usage that goes in.
  private(set) var firstUsageHour: UTCHour
  /// Its contributions are a chain through one array of the whole window.
  private(set) var firstContribution: Int
  private(set) var lastContribution: Int

  /// The draft of a bucket's first contribution, which is counted in by `take`.
  init(key: Key, route: Int, usageHour: UTCHour, contribution: Int) {
    self.key = key
    self.route = route
    firstUsageHour = usageHour
    firstContribution = contribution
    lastContribution = contribution
  }

  /// Counts one contribution in, whose number is now the chain's last.
  mutating func take(moneySteps: Int128, usageHour: UTCHour, contribution: Int) {
    self.moneySteps += moneySteps
    firstUsageHour = min(firstUsageHour, usageHour)
    lastContribution = contribution
  }
}

/// What one charge adds to a bucket.
struct BucketContribution {
  /// The carry that its steps go through.
  let carry: Int
  let steps: Int128
  /// The charge, by its index in the plan.
  let charge: Int
  /// The next contribution to the same bucket.
  var next: Int?
}
