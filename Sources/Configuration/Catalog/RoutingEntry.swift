import Billing

/// An entry that sends a meter, for some projects and tiers, to a provider's counter.
protocol RoutingEntry {
  var meter: Meter { get }
  var scope: Scope { get }
  var element: Element { get }
}

/// Chooses among entries as prices are chosen: one that names the project beats one for all, then one that names the
/// tier.
struct RoutingTable<Entry: RoutingEntry> {
  private let entriesByMeter: [String: [Entry]]

  /// Logs entries of which neither fits more closely, and entries of meters not billed through `provider`.
  init(_ entries: [Entry], provider: ProviderID) {
    entriesByMeter = Dictionary(grouping: entries, by: \.meter.id)
    for group in entriesByMeter.values {
      for (index, entry) in group.enumerated() {
        if let twin = group[..<index].first(where: { $0.scope.competes(with: entry.scope) }) {
          entry.element.refuse(
            .overlap,
            Expectation(
              "one entry for each meter, project and hardware tier",
              "narrow this entry or the one in line \(twin.element.line)"),
            found: "a second entry for the meter \(entry.meter.id)")
        }
        if let providers = entry.meter.providers, !providers.contains(provider) {
          entry.element.refuse(
            .clash,
            Expectation(
              "a meter billed through \(provider)",
              "add \(provider) to the meter's providers or remove this entry"),
            found:
              "the meter \(entry.meter.id), billed through \(providers.map(\.name).joined(separator: ", "))")
        }
      }
    }
  }

  /// The entries that hold for a project, with the tier each is chosen for; `nil` for every other tier.
  func choices(meterID: String, projectID: String) -> [(hardwareTier: String?, entry: Entry)] {
    let entries = entriesByMeter[meterID, default: []].filter { $0.scope.covers(projectID: projectID) }
    let byRank = entries.sorted { $0.scope.rank > $1.scope.rank }
    let general = byRank.first { $0.scope.hardwareTiers == nil }
    let tiers = Set(entries.flatMap { $0.scope.hardwareTiers ?? [] }).sorted()
    var choices: [(hardwareTier: String?, entry: Entry)] = tiers.compactMap { tier in
      let best = byRank.first { $0.scope.hardwareTiers?.contains(tier) ?? true }
      return best.flatMap { $0.scope.hardwareTiers == nil ? nil : (tier, $0) }
    }
    if let general { choices.append((nil, general)) }
    return choices
  }
}
