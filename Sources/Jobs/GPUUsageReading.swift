package import Billing
package import Metering

/// What the usage records of a window say, for people.
package struct GPUUsageReading: Sendable {
  /// The window.
  package let window: BillingWindow
  /// One entry for each project and tier.
  package let summaries: [GPUUsageSummary]
  /// Licences that a month of the window exceeds.
  package let licenceBreaks: [GPULicenceBreak]

  /// Reads a window from the ledger.
  package init(_ window: BillingWindow, in store: any Store, catalog: Catalog) throws(StoreError) {
    var holds: [StoredGPUHold] = []
    try store.gpuHolds(in: window) { holds.append($0) }
    self.window = window
    summaries = GPUUsageSummary.summaries(of: holds, catalog: catalog)
    var breaks: [GPULicenceBreak] = []
    var month = window.start.monthStart
    while month < window.end, !catalog.licences.isEmpty {
      let seen = try store.seenGPUs(in: BillingWindow(start: month, end: month.monthEnd))
      breaks += GPULicenceRules.breaks(of: catalog, seen: seen, month: month)
      month = month.monthEnd
    }
    licenceBreaks = breaks
  }
}
