import StrictJSON

/// A BatchMeterUsage request, read and checked as a whole.
struct UsageBatch: Sendable {
  let productCode: String?
  let records: [UsageRecord]

  /// Reads a body; the first constraint broken refuses all of it.
  init(_ body: [UInt8]) throws(AWSRefusal) {
    guard body.count < MarketplaceLimits.requestByteCountLimit else {
      throw AWSRefusal(
        "ValidationException", "The request has \(body.count) bytes and must be less than 1 MB in size.")
    }
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONReader.read(body)
    } catch {
      throw AWSRefusal("SerializationException", "\(error)")
    }
    guard let object = document.object else {
      throw AWSRefusal("SerializationException", "the body must be a structure")
    }
    if let stranger = object.keys.first(where: { !["UsageRecords", "ProductCode"].contains($0) }) {
      throw AWSRefusal("ValidationException", "The model does not know the member \(stranger)")
    }
    guard let elements = object["UsageRecords"]?.array else {
      throw AWSRefusal.constraint("null", at: "usageRecords", "Member must not be null")
    }
    guard elements.count <= MarketplaceLimits.recordCountMax else {
      throw AWSRefusal.constraint(
        "\(elements.count) records", at: "usageRecords",
        "Member must have length less than or equal to \(MarketplaceLimits.recordCountMax)")
    }
    productCode = try Self.productCode(object["ProductCode"])
    var records: [UsageRecord] = []
    for (index, element) in elements.enumerated() {
      records.append(try UsageRecordReader(element, number: index + 1).record())
    }
    self.records = records
    try checkIdentity()
  }

  private static func productCode(_ value: JSONValue?) throws(AWSRefusal) -> String? {
    guard let value, value != .null else { return nil }
    guard let text = value.string else {
      throw AWSRefusal("SerializationException", "ProductCode must be a string")
    }
    let extra = Array("-/=:_.@".utf8)
    guard text.utf8.count <= MarketplaceLimits.productCodeLengthMax,
      text.utf8.allSatisfy({ byte in
        Character(UnicodeScalar(byte)).isLetter && byte < 0x80 || (0x30...0x39).contains(byte)
          || extra.contains(byte)
      })
    else {
      throw AWSRefusal.constraint(
        text, at: "productCode", "Member must satisfy regular expression pattern: ^[-a-zA-Z0-9/=:_.@]*$")
    }
    return text.isEmpty ? nil : text
  }

  /// One request names its product in one way: by ProductCode, or by a LicenseArn in every record.
  private func checkIdentity() throws(AWSRefusal) {
    for (index, record) in records.enumerated() {
      switch (productCode, record.licenseArn) {
      case (_?, _?):
        throw AWSRefusal(
          "ValidationException", "ProductCode must not be provided when a usage record has a LicenseArn.")
      case (nil, nil):
        throw AWSRefusal(
          "ValidationException",
          "usageRecords.\(index + 1).member needs a LicenseArn because the request has no ProductCode.")
      case (nil, _?):
        guard case .account = record.buyer else {
          throw AWSRefusal(
            "ValidationException",
            "CustomerIdentifier is not supported with LicenseArn. "
              + "Use CustomerAWSAccountId to identify the buyer."
          )
        }
      case (_?, nil): break
      }
    }
  }
}
