import Billing

/// What AWS accepts in the parts of an address.
enum AddressRules {
  /// Throws for the first part that AWS would refuse.
  static func check(_ address: AWSMarketplaceAddress) throws(FreezeError) {
    guard address.region.utf8.allSatisfy({ isLowercase($0) || isDigit($0) || $0 == UInt8(ascii: "-") }),
      address.region.split(separator: "-").count >= 3
    else { throw .addressInvalid("region is \(address.region); accepted is the form us-east-1") }
    guard AWSMarketplaceLimits.dimensionLengths.contains(address.dimension.unicodeScalars.count) else {
      throw .addressInvalid(
        "dimension has \(address.dimension.unicodeScalars.count) characters; accepted are 1 to 255")
    }
    switch address.buyer {
    case .licence(let accountID, let licenseARN, let productCode):
      try checkAccountID(accountID)
      guard isLicenseARN(licenseARN) else {
        throw .addressInvalid(
          "license_arn is not an ARN of the form arn:aws:license-manager::123456789012:license:l-...")
      }
      if let productCode { try checkProductCode(productCode) }
    case .legacy(let productCode, let customerIdentifier):
      try checkProductCode(productCode)
      guard AWSMarketplaceLimits.customerIdentifierLengths.contains(customerIdentifier.unicodeScalars.count)
      else {
        throw .addressInvalid("customer_identifier must have 1 to 255 characters")
      }
    }
    if let key = address.projectTagKey, !isTag(key, lengths: AWSMarketplaceLimits.tagKeyLengths) {
      throw .addressInvalid(
        "project_tag_key is \(key); accepted are 1 to 100 of letters, digits, space and + - = . _ : / @")
    }
  }

  /// Whether `text` may stand in a tag. The published pattern has a range by accident; this is the intended
  /// set.
  static func isTag(_ text: String, lengths: ClosedRange<Int>) -> Bool {
    lengths.contains(text.utf8.count)
      && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || " +-=._:/@".utf8.contains($0) }
  }

  private static func checkAccountID(_ text: String) throws(FreezeError) {
    guard text.utf8.count == AWSMarketplaceLimits.accountIDLength, text.utf8.allSatisfy({ isDigit($0) })
    else {
      throw .addressInvalid(
        "account_id is \(text); accepted are 12 digits, leading zeros kept (quote it in YAML)")
    }
  }

  private static func checkProductCode(_ text: String) throws(FreezeError) {
    guard AWSMarketplaceLimits.productCodeLengths.contains(text.utf8.count),
      text.utf8.allSatisfy({ isLetter($0) || isDigit($0) || "-/=:_.@".utf8.contains($0) })
    else { throw .addressInvalid("product_code holds characters that AWS refuses") }
    guard !text.hasPrefix("prod-") else {
      throw .addressInvalid(
        "product_code is \(text), the product's entity id; the metering product code is needed")
    }
  }

  /// `arn:aws<partition>:<service>:<region>:<account>:<resource>` with the character sets of the service
  /// model.
  private static func isLicenseARN(_ text: String) -> Bool {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"),
      parts[1].utf8.allSatisfy({ isLetter($0) || $0 == UInt8(ascii: "-") })
    else { return false }
    return isARNPart(parts[2], lengths: 1...63, extra: "_/.-") && startsAlphanumeric(parts[2])
      && isARNPart(parts[3], lengths: 0...63, extra: "_/.-")
      && isARNPart(parts[4], lengths: 0...63, extra: "_/.-")
      && isARNPart(parts[5], lengths: 1...1_024, extra: ":_/+=,@.-") && startsAlphanumeric(parts[5])
  }

  private static func isARNPart(_ part: Substring, lengths: ClosedRange<Int>, extra: String) -> Bool {
    lengths.contains(part.utf8.count)
      && part.utf8.allSatisfy { isLetter($0) || isDigit($0) || extra.utf8.contains($0) }
  }

  private static func startsAlphanumeric(_ part: Substring) -> Bool {
    part.utf8.first.map { isLetter($0) || isDigit($0) } ?? false
  }

  private static func isLowercase(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }
  private static func isLetter(_ byte: UInt8) -> Bool { isLowercase(byte | 0x20) }
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
