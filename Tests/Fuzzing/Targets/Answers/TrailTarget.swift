import Billing
import StrictJSON

@testable import AWSMarketplaceProvider

extension FuzzTarget {
  /// CloudTrail's records of BatchMeterUsage, about the records that the answers of `aws-answers` are about.
  static let trails = FuzzTarget(
    name: "trails",
    words: [
      #"{"Records":["#, #"{"Events":[{"CloudTrailEvent":""#, #""NextToken":"n""#, "\n", "BatchMeterUsage",
      "metering-marketplace.amazonaws.com", #""requestParameters":{"omitted":true}"#,
      #""responseElements":null"#,
      #""errorCode":"ThrottlingException""#, #""status":"Success""#, "DuplicateRecord",
      "CustomerNotSubscribed",
      #""unprocessedRecords":["#, "Nov 20, 2026 4:00:00 PM", "Nov 20, 2026, 5:00:00\u{202F}PM",
      "1.795190400E9",
      #""quantityAsDecimal":"1.000""#, #""quantity":3"#, "customerIdentifier", "productCode", "hours_h100",
    ]
  ) { bytes throws(BrokenRule) in
    var trail = MeteringTrail()
    do throws(TrailError) {
      try trail.add(bytes, file: "trail.json")
    } catch {
      try PeopleText.check(error.description)
      try BrokenRule.unless(trail.callCount == 0, "a refused file left \(trail.callCount) calls behind")
      return .refused
    }
    for note in trail.notes { try PeopleText.check(note) }
    var isCounted = false
    for (item, sent) in zip(sentItems, sentDocuments) {
      let statement = trail.tells(of: item)
      for words in statement.otherwise + statement.unclear + statement.refused + statement.gaps {
        try PeopleText.check(words)
      }
      try BrokenRule.unless(trail.callCount > 0 || !statement.gaps.isEmpty, "complete without a call")
      for record in statement.counted { try checkRecord(record, sent) }
      isCounted = isCounted || !statement.counted.isEmpty
    }
    return isCounted ? .accepted : .refused
  }

  /// Counted only by a success of the item's own bucket and quantity.
  private static func checkRecord(_ record: StatedRecord, _ sent: JSONValue) throws(BrokenRule) {
    try PeopleText.check(record.place)
    // What the reader itself wrote is JSON; were it none, the next rule would break.
    let result = (try? JSONReader.read(record.bytes))?["result"]
    try BrokenRule.unless(result?["Status"] == .string("Success"), "counted without success")
    try BrokenRule.unless(isAbout(result?["UsageRecord"], sent), "counted by another bucket's record")
    try BrokenRule.unless(isQuantity(result?["UsageRecord"], of: sent), "counted by another quantity")
  }

  private static let sentItems: [DispatchItem] = zip(sentBytes, sentDocuments).compactMap { bytes, document in
    guard let dimension = document["Dimension"]?.string, let dollar = Currency(code: "USD"),
      let start = document["Timestamp"]?.number.flatMap({ Int64($0) })
    else { return nil }
    let hour = Instant(epochSeconds: start).hour
    let address = [
      "region": "us-east-1", "dimension": dimension, "account_id": "000123456789",
      "license_arn": "arn:aws:license-manager::294406891311:license:l-01",
    ]
    return DispatchItem(
      id: dimension, bucket: BucketKey(provider: ProviderID("aws"), series: dimension, start: hour, hours: 1),
      revision: 0, units: 1, valueText: "1", money: .zero(dollar),
      payload: FrozenPayload(bytes: bytes, digest: "", batchKey: ""), address: address, sealID: 1,
      deadlineAt: hour.adding(hours: 24).start, progress: DispatchProgress(state: .unknown, attemptCount: 1))
  }
}
