import Billing
import Hashing
import StrictJSON

/// What all usage records of a route have alike, checked and written once: a route has a record for every hour, and
/// its address took longer to read than the rest of a record to write.
struct UsageRecordForm {
  /// The route's address that the form was made of.
  let routeAddress: [String: String]
  /// The address, read and checked.
  let address: AWSMarketplaceAddress
  private let batchKey: String
  /// From the comma behind the timestamp to the colon before the quantity.
  private let middle: [UInt8]
  private let requestOverheadByteCount: Int

  init(_ routeAddress: [String: String]) throws(FreezeError) {
    self.routeAddress = routeAddress
    address = try AWSMarketplaceAddress(routeAddress)
    batchKey = address.batchKey
    requestOverheadByteCount =
      BatchMeterUsageEncoding.request(records: [], productCode: address.sentProductCode).count
    middle = Self.middle(of: address)
  }

  private static func middle(of address: AWSMarketplaceAddress) -> [UInt8] {
    var members: [(name: String, text: String)] = [("Dimension", address.dimension)]
    switch address.buyer {
    case .licence(let accountID, let licenseARN, _):
      members += [("CustomerAWSAccountId", accountID), ("LicenseArn", licenseARN)]
    case .legacy(_, let customerIdentifier): members.append(("CustomerIdentifier", customerIdentifier))
    }
    var bytes: [UInt8] = []
    for (name, text) in members {
      bytes += ",\"\(name)\":".utf8
      bytes += JSONWriter.compact(.string(text))
    }
    switch address.quantityKind {
    case .decimal: bytes += ",\"QuantityAsDecimal\":".utf8
    case .integer: bytes += ",\"Quantity\":".utf8
    }
    return bytes
  }

  /// One usage record, frozen.
  func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload {
    guard bucket.key.hours == 1 else {
      throw .addressInvalid(
        "AWS Marketplace meters by the hour; the route's bucket has \(bucket.key.hours) hours")
    }
    let digits = try digits(of: bucket)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      middle.count + 64 + (address.projectTagKey == nil ? 0 : 128 * bucket.allocations.count))
    bytes += "{\"Timestamp\":".utf8
    GridText.append(Int128(bucket.key.start.start.epochSeconds), gridDigits: 0, to: &bytes)
    bytes += middle
    appendQuantity(bucket.valueUnits, digits: digits, to: &bytes)
    if let tagKey = address.projectTagKey {
      try appendAllocations(of: bucket, tagKey: tagKey, digits: digits, to: &bytes)
    }
    bytes.append(UInt8(ascii: "}"))
    guard bytes.count + requestOverheadByteCount <= AWSMarketplaceLimits.requestByteCountMax else {
      throw .valueOutOfRange(
        "the record has \(bytes.count) bytes; one request holds at most "
          + "\(AWSMarketplaceLimits.requestByteCountMax)"
      )
    }
    return FrozenPayload(bytes: bytes, digest: Digest256(of: bytes).hex, batchKey: batchKey)
  }

  /// How many decimals the bucket's units have, within AWS's bounds.
  private func digits(of bucket: PlannedBucket) throws(FreezeError) -> Int {
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
    return digits
  }

  private func appendQuantity(_ units: Int128, digits: Int, to bytes: inout [UInt8]) {
    switch address.quantityKind {
    case .decimal:
      bytes.append(UInt8(ascii: "\""))
      GridText.append(units, gridDigits: digits, to: &bytes)
      bytes.append(UInt8(ascii: "\""))
    case .integer: GridText.append(units, gridDigits: 0, to: &bytes)
    }
  }

  /// One allocation a project, sorted by project, without those of nothing; their sum is the record's
  /// quantity.
  private func appendAllocations(
    of bucket: PlannedBucket, tagKey: String, digits: Int, to bytes: inout [UInt8]
  ) throws(FreezeError) {
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
    bytes += ",\"UsageAllocations\":[".utf8
    for (index, allocation) in shown.sorted(by: { $0.projectID < $1.projectID }).enumerated() {
      guard AddressRules.isTag(allocation.projectID, lengths: AWSMarketplaceLimits.tagValueLengths) else {
        throw .addressInvalid(
          "the project id \(allocation.projectID) cannot be an AWS tag; accepted are 1 to 256 of letters, "
            + "digits, space and + - = . _ : / @. Remove project_tag_key from the route to send none"
        )
      }
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(allocation, tagKey: tagKey, digits: digits, to: &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  /// What may stand in a tag needs no escape in JSON.
  private func append(_ allocation: Allocation, tagKey: String, digits: Int, to bytes: inout [UInt8]) {
    switch address.quantityKind {
    case .decimal: bytes += "{\"AllocatedUsageQuantityAsDecimal\":".utf8
    case .integer: bytes += "{\"AllocatedUsageQuantity\":".utf8
    }
    appendQuantity(allocation.units, digits: digits, to: &bytes)
    bytes += ",\"Tags\":[{\"Key\":\"".utf8
    bytes += tagKey.utf8
    bytes += "\",\"Value\":\"".utf8
    bytes += allocation.projectID.utf8
    bytes += "\"}]}".utf8
  }
}
