/// What AWS Marketplace accepts in the texts of a metering record.
enum AWSText {
  /// Whether a text is a tag key or value: the characters the service documents, never its wider pattern.
  static func isTag(_ text: String, lengthMax: Int) -> Bool {
    (1...lengthMax).contains(text.utf8.count)
      && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "+ -=._:/@".utf8.contains($0) }
  }

  /// Whether a text is a licence's name by the service's own pattern: `arn`, a partition `aws...`, the service, region,
  /// account and resource, of which the last may hold colons. Read by hand: a catalog has one for each customer, and a
  /// regular expression would be compiled for each.
  static func isLicenceARN(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: ":"), maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0].elementsEqual("arn".utf8), parts[1].starts(with: "aws".utf8),
      parts[1].dropFirst(3).allSatisfy({ $0.isASCIILetter || $0 == UInt8(ascii: "-") })
    else { return false }
    let beginsWell = [parts[2], parts[5]].allSatisfy { $0.first?.isASCIILetterOrDigit == true }
    let namesAreShort = parts[2...4].allSatisfy { $0.count <= 63 && $0.allSatisfy(isNameByte) }
    return beginsWell && namesAreShort && parts[5].count <= 1_024
      && parts[5].allSatisfy { isNameByte($0) || ":+=,@".utf8.contains($0) }
  }

  /// `us-east-1`: words of small letters, of which the first has two to four, and a number of one or two digits.
  static func isRegion(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard text.utf8.count <= 32, parts.count >= 3, (2...4).contains(parts[0].count),
      (1...2).contains(parts[parts.count - 1].count)
    else { return false }
    let areWords = parts.dropLast().allSatisfy { part in
      !part.isEmpty && part.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }
    return areWords && parts[parts.count - 1].allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte.isASCIILetterOrDigit || "_/.-".utf8.contains(byte)
  }
}

extension Element {
  /// A region such as `us-east-1`.
  func awsRegion() -> String? {
    text(.awsRegion, where: AWSText.isRegion)
  }

  /// Twelve digits, kept as text since the first may be 0.
  func awsAccountID() -> String? {
    text(.awsAccountID) { $0.utf8.count == 12 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
  }

  /// The licence of an agreement.
  func awsLicenceARN() -> String? { text(.awsLicenceARN, where: AWSText.isLicenceARN) }

  /// The product code of a listing without licences.
  func awsProductCode() -> String? {
    text(.awsProductCode) { text in
      (1...255).contains(text.utf8.count)
        && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-/=:_.@".utf8.contains($0) }
    }
  }
}

extension Expectation {
  static let awsRegion = Expectation("an AWS region such as us-east-1", "write the region's code")
  static let awsAccountID = Expectation(
    "an AWS account of exactly twelve digits", "write all twelve, with the zeros it begins with")
  static let awsLicenceARN = Expectation(
    "a licence's name, arn:aws:license-manager::ACCOUNT:license:l-...",
    "copy LicenseArn from the answer of ResolveCustomer or from the agreement")
  static let awsProductCode = Expectation(
    "a product code of 1 to 255 letters, digits and -/=:_.@",
    "copy the product code from the AWS Marketplace Management Portal")
  static let awsCustomerIdentifier = Expectation(
    "the buyer's identifier: 1 to 255 bytes, no bar, no control characters",
    "copy CustomerIdentifier from the answer of ResolveCustomer")
  static let awsDimension = Expectation(
    "a dimension's API name: 1 to 255 bytes, no bar, no control characters",
    "copy the name from the product's pricing dimensions; capitals count")
  static let awsTagKey = Expectation(
    "a tag key of 1 to 100 letters, digits, blanks and +-=._:/@", "choose a plain name, for example project")
}
