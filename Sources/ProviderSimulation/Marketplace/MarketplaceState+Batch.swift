import StrictJSON

extension MarketplaceState {
  /// The answer to BatchMeterUsage of a caller whose signature is right.
  func meter(
    _ body: [UInt8], caller: SignedCaller, _ context: MarketplaceContext
  ) throws(AWSRefusal) -> MarketplaceDecision {
    if let regions = catalog?.regions, !regions.contains(caller.region) {
      throw AWSRefusal("DisabledApiException", "The API is disabled in the Region.")
    }
    let batch = try UsageBatch(body)
    for record in batch.records {
      try Self.checkTime(record.timestampSeconds, context)
      try catalog?.check(record, productCode: batch.productCode)
    }
    return settle(batch, caller: caller, context)
  }

  /// Usage may not lie in the future, nor be 24 hours old, nor of a month closed at 06:00 UTC on the 1st.
  static func checkTime(_ timestamp: Int64, _ context: MarketplaceContext) throws(AWSRefusal) {
    let now = context.nowSeconds
    let monthStart = UTC.monthStart(now)
    let isClosedMonth = timestamp < monthStart && now >= monthStart + MarketplaceLimits.monthEndGraceSeconds
    guard timestamp <= now, now - timestamp < MarketplaceLimits.ageSecondsLimit, !isClosedMonth else {
      throw AWSRefusal(
        "TimestampOutOfBoundsException",
        "The timestamp value \(UTC.text(timestamp)) passed in the UsageRecord is out of allowed range.")
    }
  }

  private func settle(
    _ batch: UsageBatch, caller: SignedCaller, _ context: MarketplaceContext
  ) -> MarketplaceDecision {
    var effects: [MarketplaceEffect] = []
    var fresh: [MarketplaceBucket: MeteredRecord] = [:]
    var results: [JSONValue] = []
    var unprocessed: [JSONValue] = []
    for (index, record) in batch.records.enumerated() {
      let echo = Self.echo(record, context.distortion)
      if context.distortion.unprocessed.contains(index + 1) {
        unprocessed.append(echo)
        continue
      }
      let bucket = Self.bucket(of: record, batch, caller)
      let outcome = outcome(of: record, bucket, batch, standing: fresh[bucket] ?? records[bucket], context)
      if let metered = outcome.metered {
        fresh[bucket] = metered
        effects.append(.recordMetered(bucket, metered))
      }
      guard !context.distortion.unmentioned.contains(index + 1) else { continue }
      var members: [(String, JSONValue)] = [("UsageRecord", echo)]
      if let id = outcome.id { members.append(("MeteringRecordId", .string(id))) }
      members.append(("Status", .string(outcome.status)))
      results.append(.object(JSONObject(members)))
    }
    if let order = context.distortion.order {
      results = order.filter { $0 < results.count }.map { results[$0] }
    }
    let answer = SimulatedAnswer(
      contentType: "application/x-amz-json-1.1",
      json: .members(["Results": .array(results), "UnprocessedRecords": .array(unprocessed)]))
    return MarketplaceDecision(answer: answer, effects: effects)
  }

  private func outcome(
    of record: UsageRecord, _ bucket: MarketplaceBucket, _ batch: UsageBatch, standing: MeteredRecord?,
    _ context: MarketplaceContext
  ) -> (status: String, id: String?, metered: MeteredRecord?) {
    if let status = context.distortion.status { return (status, nil, nil) }
    if catalog?.isSubscribed(record, productCode: batch.productCode) == false {
      return ("CustomerNotSubscribed", nil, nil)
    }
    if let standing {
      return standing.quantity == record.quantity
        ? ("Success", standing.id, nil) : ("DuplicateRecord", nil, nil)
    }
    let metered = MeteredRecord(
      id: Identifiers.uuid("record", "\(bucket)"), quantity: record.quantity, allocations: record.allocations,
      receivedAtSeconds: context.nowSeconds)
    return ("Success", metered.id, metered)
  }

  private static func bucket(
    of record: UsageRecord, _ batch: UsageBatch, _ caller: SignedCaller
  ) -> MarketplaceBucket {
    MarketplaceBucket(
      region: caller.region, sellerAccount: caller.credential.account, buyer: record.buyer,
      agreement: record.licenseArn.map { .license($0) } ?? .product(batch.productCode ?? ""),
      dimension: record.dimension, hourStartSeconds: UTC.floor(record.timestampSeconds, to: UTC.hourSeconds))
  }

  private static func echo(_ record: UsageRecord, _ distortion: BatchDistortion) -> JSONValue {
    .object(
      JSONObject(
        record.received.keys.map { key in
          key == "Timestamp"
            ? (key, .number(timeText(record.timestampSeconds, distortion)))
            : (key, record.received[key] ?? .null)
        }))
  }

  private static func timeText(_ seconds: Int64, _ distortion: BatchDistortion) -> String {
    let digits = "\(seconds)"
    guard distortion.hasScientificTimes, seconds > 0 else { return digits }
    return "\(digits.prefix(1)).\(digits.dropFirst())E\(digits.count - 1)"
  }
}
