/// The record that stands in a bucket.
struct MeteredRecord: Hashable, Sendable, Codable {
  let id: String
  let quantity: ExactDecimal
  let allocations: [UsageAllocation]
  let receivedAtSeconds: Int64
}
