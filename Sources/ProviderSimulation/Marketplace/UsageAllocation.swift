/// Part of a record's quantity under one set of tags.
struct UsageAllocation: Hashable, Sendable, Codable {
  let quantity: ExactDecimal
  /// Tag keys to values; empty for the untagged bucket.
  let tags: [String: String]
}
