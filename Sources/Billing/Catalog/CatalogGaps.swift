extension Catalog {
  /// Usage that the catalog declares and yet could not be billed at `hour`, one sentence each with its remedy; empty
  /// when there is none. A gap is no mistake of the text: such usage is held or skipped, and nothing of it is lost.
  package func gaps(at hour: UTCHour) -> [String] {
    let sold = projects.values.sorted { $0.id < $1.id }
    return sold.flatMap { project in project.providers.sorted().flatMap { routeGaps(project, $0) } }
      + meters.flatMap { priceGaps($0, among: sold, at: hour) }
  }

  private func isBilled(_ meter: Meter, _ project: Project, _ provider: ProviderID) -> Bool {
    project.providers.contains(provider) && meter.providers?.contains(provider) ?? true
  }

  /// Usage of a tier the catalog does not declare is held in any case.
  private var knownTiers: [String] { hardwareTiers.isEmpty ? [""] : hardwareTiers }

  private func routeGaps(_ project: Project, _ provider: ProviderID) -> [String] {
    guard isConfigured(provider: provider, projectID: project.id) else {
      return [
        "\(project.id) is billed through \(provider), but nothing of it can be sent there: its customer needs an "
          + "identity at \(provider), its meters a mapping, and the settings the key providers.\(provider)"
      ]
    }
    return meters.filter { isBilled($0, project, provider) }.compactMap { meter in
      let tiers = knownTiers.filter {
        route(provider: provider, projectID: project.id, meterID: meter.id, hardwareTier: $0) == nil
      }
      guard !tiers.isEmpty else { return nil }
      return
        "\(meter.id) of \(project.id)\(on(tiers)) goes nowhere at \(provider): map it, or leave \(provider) out "
        + "of the meter's providers"
    }
  }

  private func priceGaps(_ meter: Meter, among sold: [Project], at hour: UTCHour) -> [String] {
    sold.filter { project in project.providers.contains { isBilled(meter, project, $0) } }.flatMap {
      project in
      let prices = knownTiers.map { tier in
        (tier, price(meterID: meter.id, projectID: project.id, hardwareTier: tier, hour: hour))
      }
      let tiers = prices.filter { $0.1 == nil }.map(\.0)
      let missing =
        tiers.isEmpty
        ? [] : ["no price of \(meter.id) covers \(project.id)\(on(tiers)) now: add one to the price book"]
      return missing + currencyGaps(meter, project, prices.compactMap(\.1))
    }
  }

  private func currencyGaps(_ meter: Meter, _ project: Project, _ prices: [Price]) -> [String] {
    let charged = Set(routes.filter { $0.projectID == project.id && $0.meterID == meter.id }.map(\.currency))
    let strange = prices.filter { price in charged.contains { $0 != price.currency } }
    return Set(strange.map(\.id)).sorted().map {
      "the price \($0) of \(meter.id) is not in the currency that \(project.id) is charged in: correct one of the two"
    }
  }

  private func on(_ tiers: [String]) -> String {
    tiers == [""] ? "" : " on \(tiers.joined(separator: ", "))"
  }
}
