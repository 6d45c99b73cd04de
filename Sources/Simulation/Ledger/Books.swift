import Billing

/// What is owed and what is counted, in the world's own numbers: the truth that ledger and providers are held against.
final class Books {
  /// One counter of a provider: a customer's meter, a licence's dimension.
  struct Series {
    let name: String
    /// Whole units of all usage that telemetry will ever report.
    let entitledUnits: Int128
    var countedUnits: Int128 = 0
  }

  /// What a provider sums or de-duplicates by, as the provider and the ledger have it.
  struct Bucket {
    let key: BucketKey
    let series: Int
    var countedUnits: Int128 = 0
    var deliveredUnits: Int128 = 0
    /// Units of items whose attempt may or may not have counted.
    var doubtfulUnits: Int128 = 0
  }

  /// What an item's bytes stand for.
  struct Record {
    let itemID: String
    let bucket: Int
    let value: Int128
    let isTotal: Bool
    /// How often the provider took it.
    var executionCount = 0
  }

  private struct RecordKey: Hashable {
    let itemID: String
    let value: Int128
  }

  private(set) var series: [Series] = []
  private var seriesOfName: [String: Int] = [:]
  var buckets: [Bucket] = []
  private var bucketOfKey: [BucketKey: Int] = [:]
  var records: [Record] = []
  private var recordOfKey: [RecordKey: Int] = [:]
  let routes: [Route]
  /// Steps that are owed, by carry.
  private(set) var owedSteps: [CarryKey: Int128] = [:]

  init(_ scenario: Scenario) {
    let catalog = scenario.catalog.catalog
    routes = catalog.routes
    var stepsPerUnit: [CarryKey: Int128] = [:]
    for route in catalog.routes {
      guard let meter = catalog.meter(route.meterID) else { continue }
      let key = CarryKey(provider: route.provider, series: route.series, projectID: route.projectID)
      let steps = scenario.events.reduce(Int128(0)) { sum, event in
        guard SimulatedCatalog.projectID(event.projectIndex) == route.projectID else { return sum }
        return sum + Int128(meter.measure == .tokens ? event.tokens : event.gpuHourSteps)
      }
      owedSteps[key, default: 0] += steps
      stepsPerUnit[key] = route.stepsPerUnit
    }
    var entitled: [String: Int128] = [:]
    for (key, steps) in owedSteps {
      entitled[Self.name(key.provider, key.series), default: 0] += steps / (stepsPerUnit[key] ?? 1)
    }
    for (name, units) in entitled.sorted(by: { $0.key < $1.key }) {
      seriesOfName[name] = series.count
      series.append(Series(name: name, entitledUnits: units))
    }
  }

  private static func name(_ provider: ProviderID, _ series: String) -> String {
    "\(provider.name) \(series)"
  }

  /// The bucket's number.
  func bucket(_ key: BucketKey) -> Int {
    if let index = bucketOfKey[key] { return index }
    let name = Self.name(key.provider, key.series)
    guard let seriesIndex = seriesOfName[name] else { preconditionFailure("no route leads to \(name)") }
    bucketOfKey[key] = buckets.count
    buckets.append(Bucket(key: key, series: seriesIndex))
    return buckets.count - 1
  }

  /// The number of what a bucket would be frozen to; the same bucket and value have the same number.
  func record(_ planned: PlannedBucket) -> Int {
    let key = RecordKey(itemID: planned.itemID, value: planned.valueUnits)
    if let index = recordOfKey[key] { return index }
    recordOfKey[key] = records.count
    records.append(
      Record(
        itemID: planned.itemID, bucket: bucket(planned.key), value: planned.valueUnits,
        isTotal: planned.address["total"] != nil))
    return records.count - 1
  }

  /// The provider takes a record: it adds up, or is the new total.
  func count(_ number: Int) {
    let record = records[number]
    let before = buckets[record.bucket].countedUnits
    let after = record.isTotal ? record.value : before + record.value
    records[number].executionCount += 1
    buckets[record.bucket].countedUnits = after
    series[buckets[record.bucket].series].countedUnits += after - before
  }

  /// The first promise that a bucket's numbers break. After an older copy of the ledger took its place the provider may
  /// count what the ledger has forgotten.
  func violation(in bucket: Int, mayCountMore: Bool) -> (invariant: Invariant, detail: String)? {
    let numbers = buckets[bucket]
    let counter = series[numbers.series]
    if counter.countedUnits > counter.entitledUnits {
      return (.i1, "\(counter.name) counts \(counter.countedUnits) of \(counter.entitledUnits) owed")
    }
    if numbers.countedUnits < numbers.deliveredUnits {
      return (.i2, "\(text(numbers)): delivered \(numbers.deliveredUnits), counted \(numbers.countedUnits)")
    }
    if !mayCountMore, numbers.countedUnits > numbers.deliveredUnits + numbers.doubtfulUnits {
      return (
        .i2,
        "\(text(numbers)): counted \(numbers.countedUnits), delivered \(numbers.deliveredUnits), "
          + "doubtful \(numbers.doubtfulUnits)"
      )
    }
    return nil
  }

  private func text(_ bucket: Bucket) -> String {
    "\(bucket.key.provider) \(bucket.key.series) \(bucket.key.start.text)"
  }
}
