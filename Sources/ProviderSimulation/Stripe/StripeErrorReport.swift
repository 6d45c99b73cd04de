import StrictJSON

/// The asynchronous failures of one meter in one validation window, as one event of the second API version.
struct StripeErrorReport: Sendable {
  let id: String
  let type: String
  let createdAtSeconds: Int64
  let meterID: String?
  let rejections: [StripeRejection]

  static let sampleCountMax = 5

  func json(livemode: Bool) -> JSONValue {
    let start = createdAtSeconds - StripeLimits.errorReportWindowSeconds
    return .members([
      "id": .string(id), "object": .string("v2.core.event"), "context": .null,
      "created": .string(UTC.textWithMilliseconds(createdAtSeconds)),
      "data": .members([
        "developer_message_summary": .string(
          rejections.count == 1 ? "There is 1 invalid event" : "There are \(rejections.count) invalid events"),
        "reason": .members([
          "error_count": .integer(rejections.count), "error_types": .array(errorTypes),
        ]),
        "validation_end": .string(UTC.textWithMilliseconds(createdAtSeconds)),
        "validation_start": .string(UTC.textWithMilliseconds(start)),
      ]),
      "livemode": .bool(livemode), "reason": .null, "related_object": relatedObject, "type": .string(type),
    ])
  }

  private var relatedObject: JSONValue {
    guard let meterID else { return .null }
    return .members([
      "id": .string(meterID), "type": .string("billing.meter"),
      "url": .string("/v1/billing/meters/\(meterID)"),
    ])
  }

  private var errorTypes: [JSONValue] {
    let groups = Dictionary(grouping: rejections, by: \.code)
    return groups.keys.sorted().map { code in
      let samples = (groups[code] ?? []).prefix(Self.sampleCountMax).map { rejection -> JSONValue in
        .members([
          "error_message": .string(rejection.message),
          "request": .members(["identifier": .string(rejection.idempotencyKey)]),
        ])
      }
      return .members([
        "code": .string(code), "error_count": .integer(groups[code]?.count ?? 0),
        "sample_errors": .array(samples),
      ])
    }
  }
}

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
