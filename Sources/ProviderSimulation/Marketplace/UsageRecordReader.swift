import StrictJSON

/// Reads one usage record and applies every constraint of the service model to it.
struct UsageRecordReader {
  /// `usageRecords.N.member`, as AWS names places.
  let path: String
  let object: JSONObject

  init(_ value: JSONValue, number: Int) throws(AWSRefusal) {
    path = "usageRecords.\(number).member"
    guard let object = value.object else {
      throw AWSRefusal("SerializationException", "\(path) must be a structure")
    }
    let known = [
      "Timestamp", "Dimension", "CustomerAWSAccountId", "CustomerIdentifier", "LicenseArn", "Quantity",
      "QuantityAsDecimal", "UsageAllocations",
    ]
    if let stranger = object.keys.first(where: { !known.contains($0) }) {
      throw AWSRefusal(
        "ValidationException", "\(path) has the member \(stranger), which the model does not know")
    }
    self.object = object
  }

  func record() throws(AWSRefusal) -> UsageRecord {
    let dimension = try text("Dimension", lengths: 1...MarketplaceLimits.dimensionLengthMax)
    guard let dimension else {
      throw AWSRefusal.constraint("null", at: "\(path).dimension", "Member must not be null")
    }
    let quantity = try QuantityReader(object, path, plain: "Quantity", decimal: "QuantityAsDecimal")
      .quantity()
    let record = UsageRecord(
      received: object, timestampSeconds: try timestamp(), dimension: dimension, buyer: try buyer(),
      licenseArn: try licenseArn(), quantity: quantity?.value ?? .zero,
      isDecimal: quantity?.isDecimal ?? false,
      allocations: try AllocationReader(object["UsageAllocations"], path).allocations(
        ofDecimal: quantity?.isDecimal))
    try AllocationReader.check(record)
    return record
  }

  private func timestamp() throws(AWSRefusal) -> Int64 {
    guard let value = object["Timestamp"], value != .null else {
      throw AWSRefusal.constraint("null", at: "\(path).timestamp", "Member must not be null")
    }
    guard let seconds = value.number.flatMap(EpochSeconds.read) else {
      throw AWSRefusal("SerializationException", "\(path).timestamp must be a number of seconds since 1970")
    }
    return seconds
  }

  private func buyer() throws(AWSRefusal) -> MarketplaceBuyer {
    let account = try text("CustomerAWSAccountId", lengths: 1...MarketplaceLimits.customerLengthMax)
    let identifier = try text("CustomerIdentifier", lengths: 0...MarketplaceLimits.customerLengthMax)
    switch (account, identifier) {
    case (let account?, nil):
      guard account.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        throw AWSRefusal.constraint(
          account, at: "\(path).customerAWSAccountId",
          "Member must satisfy regular expression pattern: ^[0-9]+$")
      }
      return .account(account)
    case (nil, let identifier?) where !identifier.isEmpty: return .identifier(identifier)
    case (nil, _):
      throw AWSRefusal(
        "ValidationException", "\(path) needs either CustomerAWSAccountId or CustomerIdentifier")
    case (_?, _?):
      throw AWSRefusal(
        "ValidationException", "\(path) cannot have both CustomerAWSAccountId and CustomerIdentifier")
    }
  }

  private func licenseArn() throws(AWSRefusal) -> String? {
    guard let arn = try text("LicenseArn", lengths: 1...2_048) else { return nil }
    guard LicenseArn.isValid(arn) else {
      throw AWSRefusal.constraint(
        arn, at: "\(path).licenseArn", "Member must satisfy regular expression pattern: \(LicenseArn.pattern)"
      )
    }
    return arn
  }

  private func text(_ name: String, lengths: ClosedRange<Int>) throws(AWSRefusal) -> String? {
    guard let value = object[name], value != .null else { return nil }
    guard let text = value.string else {
      throw AWSRefusal("SerializationException", "\(path).\(name) must be a string")
    }
    let length = text.unicodeScalars.count
    let place = "\(path).\(name.prefix(1).lowercased())\(name.dropFirst())"
    guard length >= lengths.lowerBound else {
      throw AWSRefusal.constraint(
        text, at: place, "Member must have length greater than or equal to \(lengths.lowerBound)")
    }
    guard length <= lengths.upperBound else {
      throw AWSRefusal.constraint(
        text, at: place, "Member must have length less than or equal to \(lengths.upperBound)")
    }
    return text
  }
}
