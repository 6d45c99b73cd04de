import Billing
import StrictJSON

/// One call of BatchMeterUsage as CloudTrail recorded it.
struct TrailCall {
  /// What the request named as its product.
  enum Product: Hashable {
    /// The product code, or none, beside licences.
    case named(String?)
    /// CloudTrail left the request's parameters out.
    case leftOut
  }
  /// What the call came to for one usage record of its request.
  enum Said: Hashable {
    /// An element of the answer's results, in the service's spelling.
    case result(JSONValue)
    /// Refused or not processed: nothing of it was counted by this request. In words.
    case refused(String)
    /// The answer does not tell. In words.
    case unclear(String)
  }
  /// One usage record of the call.
  struct Entry {
    let key: UsageRecordKey
    let said: Said
  }

  /// Where it stands, for people.
  let place: String
  /// AWS's id of the request.
  let requestID: String?
  /// CloudTrail's id of the record.
  let eventID: String?
  /// When AWS took the call.
  let at: Instant
  let region: String
  let product: Product
  let entries: [Entry]
  /// Whether CloudTrail left something out, so that the call may be about records that are not here.
  let isCut: Bool

  /// Reads a record; `nil` when it is of another call.
  init?(_ record: JSONValue, file: String, number: Int) throws(TrailError) {
    guard let source = record["eventSource"]?.string, let name = record["eventName"]?.string else {
      throw .unreadable(
        file: file, record: number, found: "no eventSource or eventName",
        accepted: "a CloudTrail record, which has both")
    }
    guard source == "metering-marketplace.amazonaws.com", name == "BatchMeterUsage" else { return nil }
    guard let region = record["awsRegion"]?.string, !region.isEmpty,
      let at = record["eventTime"]?.string.flatMap({ Instant(text: $0) })
    else {
      throw .unreadable(
        file: file, record: number, found: "no awsRegion, or an eventTime that is none",
        accepted: "a region, and a time like 2026-11-21T19:00:00Z")
    }
    place = "\(QuotedText.line(file)) record \(number), \(at)"
    requestID = record["requestID"]?.string.map(QuotedText.line)
    eventID = record["eventID"]?.string.map(QuotedText.line)
    self.at = at
    self.region = region
    let reading = TrailCallReading(record, file: file, number: number)
    (product, entries, isCut) = (
      try reading.product(), try reading.entries(), try reading.isCut()
    )
  }
}
