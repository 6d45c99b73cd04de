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

/// The number forms AWS clients send for a time.
enum EpochSeconds {
  /// Reads `1795288490`, `1795288490.5` or `1.79528849E9`; a fraction of a second is dropped.
  static func read(_ text: String) -> Int64? {
    let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    guard parts.count <= 2, let exponent = parts.count == 2 ? Int(parts[1]) : 0, (0...18).contains(exponent)
    else {
      return nil
    }
    let sides = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard sides.count <= 2, let whole = sides.first else { return nil }
    let fraction = sides.count == 2 ? String(sides[1]) : ""
    let shifted = (fraction + String(repeating: "0", count: exponent)).prefix(exponent)
    return Int64(whole + shifted)
  }
}

/// The model's pattern for licence ARNs, matched by hand.
enum LicenseArn {
  static let pattern =
    "^arn:aws[a-zA-Z-]*:[A-Za-z0-9][A-Za-z0-9_/.-]{0,62}:[A-Za-z0-9_/.-]{0,63}:[A-Za-z0-9_/.-]{0,63}"
    + ":[A-Za-z0-9][A-Za-z0-9:_/+=,@.-]{0,1023}$"

  static func isValid(_ text: String) -> Bool {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map {
      Array($0.utf8)
    }
    guard parts.count == 6, parts[0] == Array("arn".utf8), parts[1].starts(with: Array("aws".utf8)) else {
      return false
    }
    let plain = Array("_/.-".utf8)
    return parts[1].dropFirst(3).allSatisfy { isLetter($0) || $0 == UInt8(ascii: "-") }
      && isWord(parts[2], extra: plain, lengths: 1...63)
      && isWord(parts[3], extra: plain, lengths: 0...63, anyFirst: true)
      && isWord(parts[4], extra: plain, lengths: 0...63, anyFirst: true)
      && isWord(
        parts[5], extra: Array(":_/+=,@.-".utf8), lengths: 1...MarketplaceLimits.licenseResourceLengthMax)
  }

  private static func isWord(
    _ bytes: [UInt8], extra: [UInt8], lengths: ClosedRange<Int>, anyFirst: Bool = false
  ) -> Bool {
    guard lengths.contains(bytes.count) else { return false }
    if let first = bytes.first, !anyFirst, !isLetter(first), !isDigit(first) { return false }
    return bytes.allSatisfy { isLetter($0) || isDigit($0) || extra.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
