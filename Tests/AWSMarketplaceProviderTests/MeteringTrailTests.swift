import Billing
import StrictJSON
import Testing

@testable import AWSMarketplaceProvider

/// A CloudTrail record of BatchMeterUsage, as AWS writes it, with members to change.
struct CallDraft {
  static let usageRecord =
    #"{"timestamp":"Nov 21, 2026 5:00:00 PM","dimension":"gpu_hours","customerAWSAccountId":"000123456789","#
    + #""licenseArn":"arn:aws:license-manager::294406891311:license:l-0123456789abcdef","#
    + #""quantityAsDecimal":"17.420000"}"#

  var region = "us-east-1"
  var eventTime = "2026-11-21T18:15:02Z"
  var sent = usageRecord
  /// What the answer echoes; `nil` for what was sent.
  var echo: String?
  var status = "Success"
  var parameters: String?
  var answer: String?
  var errorCode: String?

  var text: String {
    let result = #"{"usageRecord":\#(echo ?? sent),"meteringRecordId":"metered-1","status":"\#(status)"}"#
    let error = errorCode.map { #","errorCode":"\#($0)","errorMessage":"No.""# } ?? ""
    return #"{"eventVersion":"1.11","userIdentity":{"type":"IAMUser"},"eventTime":"\#(eventTime)","#
      + #""eventSource":"metering-marketplace.amazonaws.com","eventName":"BatchMeterUsage","#
      + #""awsRegion":"\#(region)","requestParameters":\#(parameters ?? #"{"usageRecords":[\#(sent)]}"#),"#
      + #""responseElements":\#(answer ?? #"{"results":[\#(result)],"unprocessedRecords":[]}"#)\#(error),"#
      + #""requestID":"request-1","eventID":"event-1"}"#
  }

  func with(_ change: (inout CallDraft) -> Void) -> CallDraft {
    var copy = self
    change(&copy)
    return copy
  }
}

func makeTrail(_ calls: CallDraft...) throws -> MeteringTrail {
  var trail = MeteringTrail()
  try trail.add(Array(calls.map { $0.text + "\n" }.joined().utf8), file: "trail.json")
  return trail
}

@Suite("What CloudTrail says about an item")
struct MeteringTrailTests {
  private let item: DispatchItem

  init() throws { item = try Made.item("ag1_x", Made.bucket()) }

  private func told(_ calls: CallDraft...) throws -> ItemStatement {
    var trail = MeteringTrail()
    try trail.add(Array(calls.map { $0.text + "\n" }.joined().utf8), file: "trail.json")
    return trail.tells(of: item)
  }

  @Test("a Success of the same bucket and quantity counts the item, and is kept as evidence")
  func counted() throws {
    let statement = try told(CallDraft())
    let record = try #require(statement.counted.first)
    #expect(statement.counted.count == 1)
    #expect(record.providerRecordID == "metered-1")
    #expect(record.requestID == "request-1")
    #expect(record.at == instant("2026-11-21T18:15:02Z"))
    #expect(record.place == "CloudTrail trail.json record 1, 2026-11-21T18:15:02Z")
    let evidence = try JSONReader.read(record.bytes)
    #expect(evidence["eventID"]?.string == "event-1")
    #expect(evidence["result"]?["MeteringRecordId"]?.string == "metered-1")
    #expect(evidence["result"]?["UsageRecord"]?["QuantityAsDecimal"]?.string == "17.420000")
    #expect(statement.otherwise.isEmpty && statement.unclear.isEmpty && statement.gaps.isEmpty)
  }

  @Test(
    "times and quantities count in every form that AWS is known to print",
    arguments: [
      ("Nov 21, 2026 5:00:00 PM", "Nov 21, 2026, 5:00:00\u{202F}PM"),
      ("Nov 21, 2026 5:00:00 PM", "Nov 21, 2026 5:59:59 PM"),
      (#""Nov 21, 2026 5:00:00 PM""#, #""2026-11-21T17:00:00Z""#),
      (#""Nov 21, 2026 5:00:00 PM""#, "1.7952804E9"),
      (#""quantityAsDecimal":"17.420000""#, #""quantityAsDecimal":"17.42""#),
      (#""quantityAsDecimal":"17.420000""#, #""quantity":null,"quantityAsDecimal":17.42"#),
      ("customerAWSAccountId", "customerAwsAccountId"),
    ])
  func forms(old: String, new: String) throws {
    let changed = CallDraft.usageRecord.replacing(old, with: new)
    #expect(changed != CallDraft.usageRecord)
    #expect(try told(CallDraft(sent: changed)).counted.count == 1)
  }

  @Test(
    "an answer that echoes no quantity is of the one requested record of its bucket; without that it is unclear"
  )
  func quantityOfTheRequest() throws {
    let bare = CallDraft.usageRecord.replacing(#","quantityAsDecimal":"17.420000""#, with: "")
    #expect(try told(CallDraft(echo: bare)).counted.count == 1)
    let other = CallDraft.usageRecord.replacing("17.42", with: "3")
    #expect(try told(CallDraft(sent: other, echo: bare)).otherwise.count == 1)
    let statement = try told(CallDraft(sent: bare))
    #expect(statement.counted.isEmpty)
    #expect(statement.unclear == ["trail.json record 1, 2026-11-21T18:15:02Z: the record tells no quantity"])
  }

  @Test("a Success of another quantity is a difference: both are told")
  func otherwise() throws {
    let statement = try told(CallDraft(sent: CallDraft.usageRecord.replacing("17.42", with: "17.43")))
    #expect(statement.counted.isEmpty)
    #expect(
      statement.otherwise == [
        "trail.json record 1, 2026-11-21T18:15:02Z: AWS accepted the quantity 17.430000; we sent 17.42"
      ])
  }

  @Test(
    "another hour, buyer, licence, dimension, region or product is another bucket",
    arguments: [
      ("5:00:00 PM", "6:00:00 PM"), ("5:00:00 PM", "5:00:00 AM"), ("000123456789", "999123456789"),
      ("l-0123456789abcdef", "l-fedcba9876543210"), ("gpu_hours", "tokens"),
    ])
  func otherBuckets(old: String, new: String) throws {
    let statement = try told(CallDraft(sent: CallDraft.usageRecord.replacing(old, with: new)))
    #expect(statement == ItemStatement())
  }

  @Test("another region says nothing, and shows that the files may be of another region altogether")
  func otherRegion() throws {
    let statement = try told(CallDraft(region: "eu-west-1"))
    #expect(statement.counted.isEmpty)
    #expect(statement.gaps.count == 1)
    #expect(statement.gaps[0].contains("us-east-1"))
  }

  @Test("a product code beside the same account is another product")
  func otherProduct() throws {
    let parameters = #"{"productCode":"other","usageRecords":[\#(CallDraft.usageRecord)]}"#
    #expect(try told(CallDraft(parameters: parameters)) == ItemStatement())
  }

  @Test("the legacy way is told apart by its product code; where that is left out nothing is proven")
  func legacy() throws {
    let item = try Made.item("ag1_x", Made.bucket(units: 17, digits: 0, address: Made.legacyAddress))
    let record =
      #"{"timestamp":"Nov 21, 2026 5:00:00 PM","dimension":"gpu_hours","customerIdentifier":"ifAPi5AcF3","#
      + #""quantity":17}"#
    for (parameters, countedCount, unclearCount) in [
      (#"{"productCode":"4ml54db8vrmjuykaw1psroool","usageRecords":[\#(record)]}"#, 1, 0),
      (#"{"productCode":"another","usageRecords":[\#(record)]}"#, 0, 0), (#"{"omitted":true}"#, 0, 1),
    ] {
      let statement = try makeTrail(CallDraft(sent: record, parameters: parameters)).tells(of: item)
      #expect(statement.counted.count == countedCount, "\(parameters)")
      #expect(statement.unclear.count == unclearCount, "\(parameters)")
    }
  }

  @Test("CustomerNotSubscribed, unprocessed records and refused requests counted nothing themselves")
  func refused() throws {
    let unprocessed = #"{"results":[],"unprocessedRecords":[\#(CallDraft.usageRecord)]}"#
    for call in [
      CallDraft(status: "CustomerNotSubscribed"), CallDraft(answer: unprocessed),
      CallDraft(answer: "null", errorCode: "ThrottlingException"),
      CallDraft(answer: "null", errorCode: "TimestampOutOfBoundsException"),
    ] {
      let statement = try told(call)
      #expect(statement.refused.count == 1, "\(call.text)")
      #expect(
        statement.counted.isEmpty && statement.unclear.isEmpty && statement.gaps.isEmpty, "\(call.text)")
    }
  }

  @Test("that AWS failed, an unknown status, and an answer without the record leave it open")
  func unclear() throws {
    for call in [
      CallDraft(answer: "null", errorCode: "InternalServiceErrorException"), CallDraft(status: "Pending"),
      CallDraft(answer: #"{"results":[],"unprocessedRecords":[]}"#),
      CallDraft(sent: CallDraft.usageRecord.replacing("17.420000", with: "much")),
    ] {
      let statement = try told(call)
      #expect(statement.unclear.count == 1, "\(call.text)")
      #expect(
        statement.counted.isEmpty && statement.refused.isEmpty && statement.gaps.isEmpty, "\(call.text)")
    }
  }

  @Test("DuplicateRecord of ours shows another quantity at AWS; of another's it shows nothing of ours")
  func duplicates() throws {
    #expect(try told(CallDraft(status: "DuplicateRecord")).otherwise.count == 1)
    let others = CallDraft(
      sent: CallDraft.usageRecord.replacing("17.42", with: "3"), status: "DuplicateRecord")
    let alone = try told(others)
    #expect(alone.unclear.count == 1 && alone.otherwise.isEmpty)
    let second = try told(CallDraft(), others)
    #expect(second.counted.count == 1 && second.otherwise.isEmpty)
  }

  @Test(
    "what CloudTrail left out is told, and makes the files incomplete; the answer alone still counts",
    arguments: [#"{"omitted":true}"#, "null", #""HIDDEN""#, "{}"])
  func leftOut(parameters: String) throws {
    let trail = try makeTrail(CallDraft(parameters: parameters))
    let statement = trail.tells(of: item)
    #expect(statement.counted.count == 1)
    #expect(statement.gaps == trail.notes)
    #expect(
      trail.notes == [
        "trail.json record 1, 2026-11-21T18:15:02Z: CloudTrail left out what was sent or answered"
      ])
    let answerless = try told(CallDraft(answer: parameters))
    #expect(answerless.counted.isEmpty)
    #expect(answerless.unclear.count == 1)
    #expect(answerless.gaps.count == 1)
  }

  @Test("a call before the item's hour cannot have counted it, whatever of it is left out")
  func leftOutBefore() throws {
    let early = CallDraft(eventTime: "2026-11-21T16:59:59Z", parameters: "null", answer: "null")
    #expect(try told(early).gaps.isEmpty)
    #expect(try told(early.with { $0.eventTime = "2026-11-21T17:00:00Z" }).gaps.count == 1)
  }

  @Test("allocations are no part of what AWS tells records apart by")
  func allocations() throws {
    let split =
      CallDraft.usageRecord.dropLast()
      + #","usageAllocations":[{"allocatedUsageQuantityAsDecimal":"17.42","tags":[{"key":"p","value":"v"}]}]}"#
    #expect(try told(CallDraft(sent: String(split))).counted.count == 1)
  }
}
