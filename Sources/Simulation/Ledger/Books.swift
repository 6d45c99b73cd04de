import Billing

/// What is owed and what is counted, in the world's own numbers: the truth that ledger and providers are held against.
final class Books {
  /// One counter of a provider: a customer's meter, a licence's dimension.
  struct Series {
    let key: SeriesKey
    /// Whether the provider takes the last total of a bucket, instead of adding up.
    let isTotal: Bool
    /// Whole units of all usage that telemetry will ever report.
    var entitledUnits: Int128 = 0
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
    /// Units that a lost part of the ledger's history may have sent, beyond what the ledger knows: until the first
    /// proof in the bucket, which explains its total to the last digit.
    var forgottenUnits: Int128 = 0
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

  private(set) var series: [Series]
  var buckets: [Bucket] = []
  var records: [Record] = []
  /// Steps that are owed, by provider.
  private(set) var owedSteps: [ProviderID: Int128] = [:]

  init(_ scenario: Scenario) {
    series = scenario.catalog.counters.map { Series(key: $0.key, isTotal: $0.isTotal) }
    for line in scenario.catalog.lines {
      var steps: Int128 = 0
      for event in scenario.events where event.projectIndex == line.projectIndex {
        steps += Int128(line.measure == .tokens ? event.tokens : event.gpuHourSteps)
      }
      owedSteps[line.key.provider, default: 0] += steps
      series[line.series].entitledUnits += steps / line.stepsPerUnit
    }
  }

  /// The bucket's number. A world has a few: looking through them by their hours takes less than hashing their texts.
  func bucket(_ key: BucketKey) -> Int {
    for index in buckets.indices
    where buckets[index].key.start == key.start && buckets[index].key == key {
      return index
    }
    let counter = series.firstIndex { $0.key.series == key.series && $0.key.provider == key.provider }
    guard let counter else { preconditionFailure("no route leads to \(key.provider) \(key.series)") }
    buckets.append(Bucket(key: key, series: counter))
    return buckets.count - 1
  }

  /// The number of what a bucket would be frozen to; the same bucket and value have the same number.
  func record(_ planned: PlannedBucket) -> Int {
    for index in records.indices
    where records[index].value == planned.valueUnits && records[index].itemID == planned.itemID {
      return index
    }
    return add(planned.itemID, bucket(planned.key), planned.valueUnits)
  }

  /// The number of what a provider reads, whether or not it was ever frozen.
  func record(itemID: String, bucket: Int, value: Int128) -> Int {
    let known = records.firstIndex { $0.value == value && $0.bucket == bucket && $0.itemID == itemID }
    return known ?? add(itemID, bucket, value)
  }

  private func add(_ itemID: String, _ bucket: Int, _ value: Int128) -> Int {
    let isTotal = series[buckets[bucket].series].isTotal
    records.append(Record(itemID: itemID, bucket: bucket, value: value, isTotal: isTotal))
    return records.count - 1
  }

  /// The provider takes a record: it adds up, or is the new total.
  func count(_ number: Int) {
    let (bucket, value) = (records[number].bucket, records[number].value)
    let before = buckets[bucket].countedUnits
    let after = records[number].isTotal ? value : before + value
    records[number].executionCount += 1
    buckets[bucket].countedUnits = after
    series[buckets[bucket].series].countedUnits += after - before
  }

  /// Whether the provider took any record of a series.
  func hasCounted(series: Int) -> Bool {
    records.contains { $0.executionCount > 0 && buckets[$0.bucket].series == series }
  }

  /// The first promise that a bucket's numbers break.
  func violation(in bucket: Int) -> (invariant: Invariant, detail: String)? {
    let numbers = buckets[bucket]
    let counter = series[numbers.series]
    if counter.countedUnits > counter.entitledUnits {
      return (
        .i1,
        "\(counter.key.provider) \(counter.key.series) counts \(counter.countedUnits) "
          + "of \(counter.entitledUnits) owed"
      )
    }
    if numbers.countedUnits < numbers.deliveredUnits {
      return (.i2, "\(text(numbers)): delivered \(numbers.deliveredUnits), counted \(numbers.countedUnits)")
    }
    if numbers.countedUnits > numbers.deliveredUnits + numbers.doubtfulUnits + numbers.forgottenUnits {
      return (
        .i2,
        "\(text(numbers)): counted \(numbers.countedUnits), delivered \(numbers.deliveredUnits), "
          + "doubtful \(numbers.doubtfulUnits), forgotten \(numbers.forgottenUnits)"
      )
    }
    return nil
  }

  private func text(_ bucket: Bucket) -> String {
    "\(bucket.key.provider) \(bucket.key.series) \(bucket.key.start.text)"
  }
}
