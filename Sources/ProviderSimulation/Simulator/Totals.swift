import StrictJSON

/// What the providers hold, in exact decimal text, in an order that does not change.
enum Totals {
  static func json(_ state: SimulationState, _ log: RequestLog, nowSeconds: Int64) -> JSONValue {
    .members([
      "now": .string(UTC.text(nowSeconds)), "stripe": stripe(state.stripe),
      "aws": marketplace(state.marketplace),
      "requests": .members([
        "count": .integer(log.count), "by_path": counts(log.countsByPath),
        "by_outcome": counts(log.countsByOutcome),
      ]),
    ])
  }

  private static func counts(_ counts: [String: Int]) -> JSONValue {
    .object(JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }))
  }

  private static func stripe(_ state: StripeState) -> JSONValue {
    var buckets: [JSONValue] = []
    var meters: [JSONValue] = []
    for meter in state.meters.sorted(by: { $0.eventName < $1.eventName }) {
      var counted: [StripeMeterEvent] = []
      let series = state.eventIndexes.keys.filter { $0.eventName == meter.eventName }
      for series in series.sorted(by: { ($0.account, $0.customer) < ($1.account, $1.customer) }) {
        let events = state.counted(series, meter: meter, in: .min..<(.max))
        counted += events
        buckets += hours(events, series, meter)
      }
      meters.append(
        .members([
          "event_name": .string(meter.eventName), "id": .string(meter.id),
          "customer_key": .string(meter.customerKey), "value_key": .string(meter.valueKey),
          "event_time_window": meter.eventTimeWindow.map { .string($0.rawValue) } ?? .null,
          "value": .string((StripeState.aggregate(counted, meter) ?? .zero).text),
          "event_count": .integer(counted.count),
        ]))
    }
    let fates = Dictionary(grouping: state.events, by: \.fate)
    return .members([
      "accepted_event_count": .integer(state.events.count),
      "cancelled_event_count": .integer(fates[.cancelled]?.count ?? 0),
      "rejected_event_count": .integer(fates[.rejected]?.count ?? 0),
      "lost_event_count": .integer(fates[.lost]?.count ?? 0), "meters": .array(meters),
      "buckets": .array(buckets),
    ])
  }

  private static func hours(
    _ events: [StripeMeterEvent], _ series: StripeSeries, _ meter: StripeMeter
  ) -> [JSONValue] {
    let hours = Dictionary(grouping: events) { UTC.floor($0.timestampSeconds, to: UTC.hourSeconds) }
    return hours.keys.sorted().map { hour in
      let events = hours[hour] ?? []
      return .members([
        "account": .string(series.account), "customer": .string(series.customer),
        "event_name": .string(series.eventName), "hour": .string(UTC.text(hour)),
        "value": .string((StripeState.aggregate(events, meter) ?? .zero).text),
        "event_count": .integer(events.count),
      ])
    }
  }

  private static func marketplace(_ state: MarketplaceState) -> JSONValue {
    let sorted = state.records.sorted { order($0.key).lexicographicallyPrecedes(order($1.key)) }
    var sums: [String: (quantity: ExactDecimal, count: Int)] = [:]
    for (bucket, record) in sorted {
      let sum = sums[bucket.dimension] ?? (.zero, 0)
      sums[bucket.dimension] = (sum.quantity + record.quantity, sum.count + 1)
    }
    let dimensions = sums.sorted { $0.key < $1.key }.map { dimension, sum -> JSONValue in
      .members([
        "dimension": .string(dimension), "quantity": .string(sum.quantity.text),
        "record_count": .integer(sum.count),
      ])
    }
    return .members([
      "record_count": .integer(state.records.count), "dimensions": .array(dimensions),
      "buckets": .array(sorted.map { Self.bucket($0.key, $0.value) }),
    ])
  }

  private static func order(_ bucket: MarketplaceBucket) -> [String] {
    let (_, agreement) = name(bucket.agreement)
    return [bucket.region, bucket.buyer.text, agreement, bucket.dimension, UTC.text(bucket.hourStartSeconds)]
  }

  private static func name(_ agreement: MarketplaceAgreement) -> (key: String, value: String) {
    switch agreement {
    case .license(let arn): ("license_arn", arn)
    case .product(let code): ("product_code", code)
    }
  }

  private static func bucket(_ bucket: MarketplaceBucket, _ record: MeteredRecord) -> JSONValue {
    let buyerKey = if case .account = bucket.buyer { "account" } else { "customer" }
    let agreement = name(bucket.agreement)
    return .object(
      JSONObject([
        ("region", .string(bucket.region)), ("seller_account", .string(bucket.sellerAccount)),
        (buyerKey, .string(bucket.buyer.text)), (agreement.key, .string(agreement.value)),
        ("dimension", .string(bucket.dimension)), ("hour", .string(UTC.text(bucket.hourStartSeconds))),
        ("quantity", .string(record.quantity.text)), ("metering_record_id", .string(record.id)),
        ("allocations", .array(record.allocations.map(allocation))),
      ]))
  }

  private static func allocation(_ allocation: UsageAllocation) -> JSONValue {
    let tags = allocation.tags.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
    return .members(["quantity": .string(allocation.quantity.text), "tags": .object(JSONObject(tags))])
  }
}
