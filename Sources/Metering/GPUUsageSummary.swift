package import Billing

/// What a window's usage records say of one project and tier.
package struct GPUUsageSummary: Hashable, Sendable {
  /// Who pays; `nil` when the catalog does not know the project.
  package let customerID: String?
  /// The project.
  package let projectID: String
  /// The tier.
  package let hardwareTier: String
  /// GPUs times milliseconds that were allocated.
  package let gpuMilliseconds: Int128
  /// The peak of every day with usage, by its first hour.
  package let peakOfDay: [UTCHour: Int64]
  /// Every device, sorted.
  package let devices: [String]
  /// GPU milliseconds of GPUs whose UUIDs nobody knows.
  package let unnamedGPUMilliseconds: Int128
  /// Milliseconds that samples covered.
  package let observedMilliseconds: Int128
  /// Milliseconds between samples of one device and holder that nothing covered: never billed.
  package let missingMilliseconds: Int128
  /// Where the records come from, sorted; several may tell of the same GPUs.
  package let formats: [String]

  /// One summary for each project and tier, sorted by customer, project and tier. A pure function of the holds.
  package static func summaries(of holds: [StoredGPUHold], catalog: Catalog) -> [GPUUsageSummary] {
    let groups = Dictionary(grouping: holds) { [$0.projectID, $0.hardwareTier] }
    return groups.map { key, holds in
      GPUUsageSummary(holds, customerID: catalog.projects[key[0]]?.customerID)
    }.sorted { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }
  }

  private var sortKey: [String] { [customerID ?? "", projectID, hardwareTier] }

  /// The summary of one project's holds of one tier; there is at least one.
  private init(_ stored: [StoredGPUHold], customerID: String?) {
    let holds = stored.map(\.hold)
    self.customerID = customerID
    (projectID, hardwareTier) = (stored[0].projectID, stored[0].hardwareTier)
    gpuMilliseconds = holds.reduce(0) { $0 + Int128($1.gpuMilliseconds) }
    peakOfDay = Dictionary(grouping: holds) { $0.interval.start.hour.dayStart }
      .compactMapValues { GPUPeakMetering.peak(of: $0)?.gpuCount }
    devices = Set(holds.filter { $0.kind == .device }.map(\.resource)).sorted()
    unnamedGPUMilliseconds = holds.filter { $0.kind == .allocation }
      .reduce(0) { $0 + Int128($1.gpuMilliseconds) }
    let sampled = holds.filter { $0.kind == .allocation && $0.format.isSampled }
    observedMilliseconds = sampled.reduce(0) { $0 + Int128($1.interval.milliseconds) }
    missingMilliseconds = Dictionary(grouping: sampled, by: \.resource).values
      .reduce(0) { $0 + Self.missingMilliseconds(sampled: $1.map(\.interval)) }
    formats = Set(holds.map(\.format.rawValue)).sorted()
  }

  /// The holes between the intervals of one allocation.
  private static func missingMilliseconds(sampled intervals: [AllocatedInterval]) -> Int128 {
    let sorted = intervals.sorted { $0.start < $1.start }
    return zip(sorted, sorted.dropFirst()).reduce(0) { sum, pair in
      sum + Int128(max(0, pair.1.start.milliseconds(since: pair.0.end)))
    }
  }
}
