import Billing
import StrictJSON

/// One of our items, and what a call says about it.
struct TrailItem {
  let key: UsageRecordKey
  private let record: JSONValue
  private let address: AWSMarketplaceAddress

  /// - Parameter item: one whose frozen bytes are a usage record.
  init(_ item: DispatchItem, _ address: AWSMarketplaceAddress) {
    // Read back from what this program froze; the message stands for whatever is wrong with it.
    guard let record = try? JSONReader.read(item.payload.bytes), let key = UsageRecordKey(record) else {
      preconditionFailure("frozen bytes are a usage record")
    }
    self.key = key
    self.record = record
    self.address = address
  }

  /// Adds what an entry that names the item's bucket says.
  func read(_ call: TrailCall, _ entry: TrailCall.Entry, into statement: inout ItemStatement) {
    switch entry.said {
    case .refused(let words):
      guard isOfProduct(call, entry) != false else { return }
      statement.refused.append("\(words) (\(call.place))")
    case .unclear(let words):
      guard isOfProduct(call, entry) != false else { return }
      statement.unclear.append("\(call.place): \(words)")
    case .result(let result):
      switch isOfProduct(call, entry) {
      case false?: return
      case nil: statement.unclear.append("\(call.place): CloudTrail left out of which product it is")
      case true?: read(result, call, into: &statement)
      }
    }
  }

  /// Whether the entry is of the item's product; `nil` when nothing tells. A licence is of one product.
  private func isOfProduct(_ call: TrailCall, _ entry: TrailCall.Entry) -> Bool? {
    switch call.product {
    case .named(let code): return (code ?? "").utf8.elementsEqual((address.sentProductCode ?? "").utf8)
    case .leftOut: return address.sentProductCode == nil && entry.key.namesLicence ? true : nil
    }
  }

  private func read(_ result: JSONValue, _ call: TrailCall, into statement: inout ItemStatement) {
    let echo = aligned(result["UsageRecord"] ?? .null)
    guard echo[quantityName]?.string ?? echo[quantityName]?.number != nil else {
      statement.unclear.append("\(call.place): the record tells no quantity")
      return
    }
    switch RecordVerdict(result, echo: echo, ours: record) {
    case .accepted(let recordID):
      statement.counted.append(
        StatedRecord(
          providerRecordID: recordID.map(QuotedText.line), requestID: call.requestID, at: call.at,
          place: "CloudTrail \(call.place)", bytes: evidence(result, call)))
    case .holdsAnotherQuantity(let words):
      // A duplicate of another quantity than ours says only that AWS holds some other one, which may be ours.
      let isOfOurs = RecordVerdict.quantityObjection(echo: echo, ours: record) == nil
      if isOfOurs || result["Status"]?.string == "Success" {
        statement.otherwise.append("\(call.place): \(words)")
      } else {
        statement.unclear.append(
          "\(call.place): AWS answered another sender that it holds a quantity for this bucket already")
      }
    case .notSubscribed: statement.refused.append("AWS answered CustomerNotSubscribed (\(call.place))")
    case .unprocessed: statement.refused.append("AWS left it unprocessed (\(call.place))")
    case .unclear(let words): statement.unclear.append("\(call.place): \(words)")
    }
  }

  private var quantityName: String { record["QuantityAsDecimal"] != nil ? "QuantityAsDecimal" : "Quantity" }

  /// The echo with its quantity under the name of ours: both names are of one value.
  private func aligned(_ echo: JSONValue) -> JSONValue {
    let other = quantityName == "Quantity" ? "QuantityAsDecimal" : "Quantity"
    guard echo[quantityName] == nil, let quantity = echo[other], var members = echo.object else {
      return echo
    }
    _ = members.insert(quantity, for: quantityName)
    return .object(members)
  }

  private func evidence(_ result: JSONValue, _ call: TrailCall) -> [UInt8] {
    JSONWriter.compact(
      .members([
        "eventID": call.eventID.map { .string($0) } ?? .null, "eventTime": .string(call.at.text),
        "awsRegion": .string(call.region), "result": result,
      ]))
  }
}
