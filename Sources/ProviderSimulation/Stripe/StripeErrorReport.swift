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
          rejections.count == 1
            ? "There is 1 invalid event" : "There are \(rejections.count) invalid events"),
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
