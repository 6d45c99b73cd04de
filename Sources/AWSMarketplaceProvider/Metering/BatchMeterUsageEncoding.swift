import Billing
import Hashing
import StrictJSON

/// Writes usage records and the requests that carry them. Pure: equal input gives equal bytes in every
/// process.
enum BatchMeterUsageEncoding {
  /// One usage record, frozen.
  static func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload {
    let address = try AWSMarketplaceAddress(bucket.address)
    guard bucket.key.hours == 1 else {
      throw .addressInvalid(
        "AWS Marketplace meters by the hour; the route's bucket has \(bucket.key.hours) hours")
    }
    let kind = address.quantityKind
    let digits = kind.digits(of: bucket.valueText, units: bucket.valueUnits)
    let scale = GridText.powerOfTen(kind.valueDigits - (digits ?? kind.valueDigits))
    let unitsMax = Rounding.down.quotient(kind.unitsMax, by: scale)
    guard (0...unitsMax).contains(bucket.valueUnits) else {
      let greatest = GridText.format(kind.unitsMax, gridDigits: kind.valueDigits)
      throw .valueOutOfRange("the quantity is \(bucket.valueText); AWS Marketplace accepts 0 to \(greatest)")
    }
    guard let digits else {
      throw .addressInvalid(
        "the quantity \(bucket.valueText) is not \(bucket.valueUnits) units of up to \(kind.valueDigits) decimals: "
          + "the route's value digits do not fit quantity_kind \(kind.rawValue)")
    }
    let bytes = JSONWriter.compact(.object(try record(bucket, address, digits: digits)))
    let overhead = request(records: [], productCode: address.sentProductCode).count
    guard bytes.count + overhead <= AWSMarketplaceLimits.requestByteCountMax else {
      throw .valueOutOfRange(
        "the record has \(bytes.count) bytes; one request holds at most "
          + "\(AWSMarketplaceLimits.requestByteCountMax)"
      )
    }
    return FrozenPayload(bytes: bytes, digest: Digest256(of: bytes).hex, batchKey: address.batchKey)
  }

  /// The request body that carries `records` exactly as frozen.
  static func request(records: [[UInt8]], productCode: String?) -> [UInt8] {
    var body = Array("{\"UsageRecords\":[".utf8)
    body += records.joined(separator: [UInt8(ascii: ",")])
    body += Array("]".utf8)
    if let productCode {
      body += Array(",\"ProductCode\":".utf8)
      body += JSONWriter.compact(.string(productCode))
    }
    return body + Array("}".utf8)
  }

  private static func record(
    _ bucket: PlannedBucket, _ address: AWSMarketplaceAddress, digits: Int
  ) throws(FreezeError) -> JSONObject {
    var members: [(String, JSONValue)] = [
      ("Timestamp", .integer(bucket.key.start.start.epochSeconds)), ("Dimension", .string(address.dimension)),
    ]
    switch address.buyer {
    case .licence(let accountID, let licenseARN, _):
      members.append(("CustomerAWSAccountId", .string(accountID)))
      members.append(("LicenseArn", .string(licenseARN)))
    case .legacy(_, let customerIdentifier):
      members.append(("CustomerIdentifier", .string(customerIdentifier)))
    }
    members.append(
      quantity(
        bucket.valueUnits, address.quantityKind, digits: digits, decimalKey: "QuantityAsDecimal",
        integerKey: "Quantity"))
    if let tagKey = address.projectTagKey {
      members.append(
        (
          "UsageAllocations",
          try allocations(bucket, tagKey: tagKey, kind: address.quantityKind, digits: digits)
        ))
    }
    return JSONObject(members)
  }

  private static func quantity(
    _ units: Int128, _ kind: QuantityKind, digits: Int, decimalKey: String, integerKey: String
  ) -> (String, JSONValue) {
    switch kind {
    case .decimal: (decimalKey, .string(GridText.format(units, gridDigits: digits)))
    case .integer: (integerKey, .integer(units))
    }
  }

  /// One allocation a project, sorted by project, without those of nothing; their sum is the record's
  /// quantity.
  private static func allocations(
    _ bucket: PlannedBucket, tagKey: String, kind: QuantityKind, digits: Int
  ) throws(FreezeError) -> JSONValue {
    let contributing = bucket.allocations.filter { $0.units != 0 }
    let shown = contributing.isEmpty ? Array(bucket.allocations.prefix(1)) : contributing
    guard (1...AWSMarketplaceLimits.allocationCountMax).contains(shown.count) else {
      throw .valueOutOfRange(
        "the record is split between \(shown.count) projects; AWS Marketplace accepts 1 to 2500")
    }
    guard shown.reduce(0, { $0 + $1.units }) == bucket.valueUnits, shown.allSatisfy({ $0.units >= 0 }) else {
      throw .valueOutOfRange(
        "the projects' parts must be 0 or more and add up to the quantity \(bucket.valueText)")
    }
    var elements: [JSONValue] = []
    for allocation in shown.sorted(by: { $0.projectID < $1.projectID }) {
      guard AddressRules.isTag(allocation.projectID, lengths: AWSMarketplaceLimits.tagValueLengths) else {
        throw .addressInvalid(
          "the project id \(allocation.projectID) cannot be an AWS tag; accepted are 1 to 256 of letters, "
            + "digits, space and + - = . _ : / @. Remove project_tag_key from the route to send none"
        )
      }
      let part = quantity(
        allocation.units, kind, digits: digits, decimalKey: "AllocatedUsageQuantityAsDecimal",
        integerKey: "AllocatedUsageQuantity")
      let tag = JSONValue.members(["Key": .string(tagKey), "Value": .string(allocation.projectID)])
      elements.append(.object(JSONObject([part, ("Tags", .array([tag]))])))
    }
    return .array(elements)
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
