package import StrictJSON

/// Compares what a ledger says it delivered with what the simulators hold, bucket by bucket, to the last digit.
package struct TieOut {
  /// One bucket of one counter.
  package struct Bucket: Hashable, Sendable, Comparable {
    /// `stripe` or `aws`.
    package let provider: String
    /// Customer and meter, or region, buyer, agreement and dimension.
    package let counter: [String]
    /// The bucket's hour, `2026-10-31T23`.
    package let hour: String

    /// In the order of reports.
    package static func < (left: Bucket, right: Bucket) -> Bool {
      ([left.provider] + left.counter + [left.hour]).lexicographicallyPrecedes(
        [right.provider] + right.counter + [right.hour])
    }

    /// In words.
    package var text: String { "\(provider) \(counter.joined(separator: " ")) \(hour)" }
  }

  /// What the ledger delivered.
  package private(set) var delivered: [Bucket: ExactDecimal] = [:]
  /// What the simulators hold.
  package private(set) var held: [Bucket: ExactDecimal] = [:]
  /// Items that are sealed and not delivered.
  package private(set) var openCount = 0
  private var latestRevision: [Bucket: Int] = [:]

  /// Nothing on either side.
  package init() {}

  /// Adds one dispatch item as `export --items` writes it; `false` when it is none.
  package mutating func add(item: JSONValue) -> Bool {
    guard let provider = item["provider"]?.string, let bucketText = item["bucket"]?.string,
      let value = item["value"]?.string.flatMap({ ExactDecimal($0) }), let state = item["state"]?.string,
      let revision = item["revision"]?.number.flatMap({ Int($0) }), let address = item["address"]
    else { return false }
    if state == "superseded" { return true }
    guard state == "delivered" else {
      openCount += 1
      return true
    }
    let bucket = Bucket(provider: provider, counter: Self.counter(address, provider), hour: bucketText)
    if (address["event_time_window"]?.string ?? "none") == "none" {
      delivered[bucket] = (delivered[bucket] ?? .zero) + value
    } else if revision >= latestRevision[bucket] ?? 0 {
      latestRevision[bucket] = revision
      delivered[bucket] = value
    }
    return true
  }

  private static func counter(_ address: JSONValue, _ provider: String) -> [String] {
    let keys =
      provider == "stripe"
      ? ["customer", "event_name"]
      : ["region", "account_id", "customer_identifier", "license_arn", "product_code", "dimension"]
    return keys.compactMap { address[$0]?.string }
  }

  /// Adds the totals that a simulator answers at `/_simulator/totals`.
  package mutating func add(totals: JSONValue) {
    for bucket in totals["stripe"]?["buckets"]?.array ?? [] {
      add(bucket, "stripe", keys: ["customer", "event_name"], quantity: "value")
    }
    let keys = ["region", "account", "customer", "license_arn", "product_code", "dimension"]
    for bucket in totals["aws"]?["buckets"]?.array ?? [] {
      add(bucket, "aws", keys: keys, quantity: "quantity")
    }
  }

  private mutating func add(_ bucket: JSONValue, _ provider: String, keys: [String], quantity: String) {
    guard let hour = bucket["hour"]?.string,
      let value = bucket[quantity]?.string.flatMap({ ExactDecimal($0) })
    else { preconditionFailure("the simulator's own totals are complete") }
    let key = Bucket(
      provider: provider, counter: keys.compactMap { bucket[$0]?.string }, hour: String(hour.prefix(13)))
    held[key] = (held[key] ?? .zero) + value
  }

  /// Buckets in which the two sides differ, sorted.
  package var differences: [Bucket] {
    Set(delivered.keys).union(held.keys).filter { (delivered[$0] ?? .zero) != (held[$0] ?? .zero) }.sorted()
  }
}
