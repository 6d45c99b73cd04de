import Billing
import StrictJSON

/// Writes usage records and the requests that carry them. Pure: equal input gives equal bytes in every
/// process.
enum BatchMeterUsageEncoding {
  /// One usage record, frozen by itself; whoever freezes many keeps the route's `UsageRecordForm`.
  static func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload {
    try UsageRecordForm(bucket.address).freeze(bucket)
  }

  /// The request body that carries `records` exactly as frozen.
  static func request(records: [[UInt8]], productCode: String?) -> [UInt8] {
    var body = Array("{\"UsageRecords\":[".utf8)
    body.reserveCapacity(records.reduce(body.count + 128) { $0 + $1.count + 1 })
    for (index, record) in records.enumerated() {
      if index > 0 { body.append(UInt8(ascii: ",")) }
      body += record
    }
    body += "]".utf8
    if let productCode {
      body += ",\"ProductCode\":".utf8
      body += JSONWriter.compact(.string(productCode))
    }
    body += "}".utf8
    return body
  }
}

extension AWSMarketplaceAddress {
  /// The product code of a request: only the legacy way has one, beside a licence it would bill twice.
  var sentProductCode: String? {
    switch buyer {
    case .licence: nil
    case .legacy(let productCode, _): productCode
    }
  }
}
