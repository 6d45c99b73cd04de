extension StripeState {
  /// The reports whose window is over, newest first.
  func errorReports(_ context: StripeContext) -> [StripeErrorReport] {
    struct Group: Hashable {
      let meterID: String?
      let startSeconds: Int64
    }
    let length = StripeLimits.errorReportWindowSeconds
    let groups = Dictionary(grouping: rejections) {
      Group(meterID: $0.meterID, startSeconds: UTC.floor($0.atSeconds, to: length))
    }
    let reports = groups.compactMap { group, rejections -> StripeErrorReport? in
      let created = group.startSeconds + length
      guard created <= context.nowSeconds else { return nil }
      let type = group.meterID == nil ? "no_meter_found" : "error_report_triggered"
      return StripeErrorReport(
        id: Identifiers.opaque("evt_test_", group.meterID ?? "none", "\(group.startSeconds)"),
        type: "v1.billing.meter.\(type)", createdAtSeconds: created, meterID: group.meterID,
        rejections: rejections)
    }
    return reports.sorted { ($0.createdAtSeconds, $0.id) > ($1.createdAtSeconds, $1.id) }
  }
}
