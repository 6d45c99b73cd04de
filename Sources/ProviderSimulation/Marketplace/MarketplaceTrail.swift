import Foundation
package import StrictJSON

/// What CloudTrail would have recorded of the records that the simulator metered: a log file of calls.
///
/// The journal keeps what was metered and nothing of what was refused or known already, so a call's request and answer
/// are told as far as they were new.
package enum MarketplaceTrail {
  /// `{"Records": [...]}` of the state file at `path`, which a simulator may be writing.
  package static func document(statePath path: String) throws(JournalError) -> JSONValue {
    var records: [JSONValue] = []
    for (number, entry) in try Journal.entries(path: path).enumerated() {
      switch entry {
      case .reset: records = []
      case .exchange(let effects): records += calls(effects, exchangeNumber: number + 1)
      }
    }
    return .members(["Records": .array(records)])
  }

  private typealias Metered = (bucket: MarketplaceBucket, record: MeteredRecord)

  /// One call for all that one exchange metered: its region and product are those of all.
  private static func calls(_ effects: [SimulationEffect], exchangeNumber: Int) -> [JSONValue] {
    let metered = effects.compactMap { effect -> Metered? in
      guard case .marketplace(.recordMetered(let bucket, let record)) = effect else { return nil }
      return (bucket, record)
    }
    return metered.isEmpty ? [] : [call(metered, exchangeNumber: exchangeNumber)]
  }

  private static func call(_ metered: [Metered], exchangeNumber: Int) -> JSONValue {
    let (bucket, record) = metered[0]
    let usageRecords = metered.map(usageRecord)
    let results = zip(metered, usageRecords).map { metered, usageRecord -> JSONValue in
      .members([
        "usageRecord": usageRecord, "meteringRecordId": .string(metered.record.id),
        "status": .string("Success"),
      ])
    }
    var parameters: [(String, JSONValue)] = [("usageRecords", .array(usageRecords))]
    if case .product(let code) = bucket.agreement { parameters.append(("productCode", .string(code))) }
    return .members([
      "eventVersion": .string("1.11"), "eventTime": .string(UTC.text(record.receivedAtSeconds)),
      "eventSource": .string("metering-marketplace.amazonaws.com"), "eventName": .string("BatchMeterUsage"),
      "awsRegion": .string(bucket.region), "requestParameters": .object(JSONObject(parameters)),
      "responseElements": .members(["results": .array(results), "unprocessedRecords": .array([])]),
      "requestID": .string(Identifiers.uuid("trail request", "\(exchangeNumber)")),
      "eventID": .string(Identifiers.uuid("trail event", "\(exchangeNumber)")),
      "recipientAccountId": .string(bucket.sellerAccount),
    ])
  }

  private static func usageRecord(_ metered: Metered) -> JSONValue {
    let buyerKey =
      if case .account = metered.bucket.buyer { "customerAWSAccountId" } else { "customerIdentifier" }
    var members: [(String, JSONValue)] = [
      ("timestamp", .string(UTC.trailText(metered.bucket.hourStartSeconds))),
      ("dimension", .string(metered.bucket.dimension)), (buyerKey, .string(metered.bucket.buyer.text)),
      ("quantityAsDecimal", .string(metered.record.quantity.text)),
    ]
    if case .license(let arn) = metered.bucket.agreement { members.append(("licenseArn", .string(arn))) }
    return .object(JSONObject(members))
  }
}
