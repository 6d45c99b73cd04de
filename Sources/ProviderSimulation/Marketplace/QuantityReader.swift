import StrictJSON

/// Reads a quantity given as a whole number or as decimal text, never both.
struct QuantityReader {
  private let object: JSONObject
  private let path: String
  private let plain: String
  private let decimal: String

  init(_ object: JSONObject, _ path: String, plain: String, decimal: String) {
    self.object = object
    self.path = path
    self.plain = plain
    self.decimal = decimal
  }

  /// The value and its kind; `nil` when neither member is there.
  func quantity() throws(AWSRefusal) -> (value: ExactDecimal, isDecimal: Bool)? {
    let whole = object[plain].flatMap { $0 == .null ? nil : $0 }
    let text = object[decimal].flatMap { $0 == .null ? nil : $0 }
    if whole != nil, text != nil {
      throw AWSRefusal("ValidationException", "\(path) cannot have both \(plain) and \(decimal)")
    }
    if let whole { return (try integer(whole), false) }
    if let text { return (try decimalValue(text), true) }
    return nil
  }

  private func integer(_ value: JSONValue) throws(AWSRefusal) -> ExactDecimal {
    guard let number = value.number, let integer = Int(number) else {
      throw AWSRefusal("SerializationException", "\(path).\(plain) must be a whole number")
    }
    guard (0...MarketplaceLimits.quantityIntegerMax).contains(integer) else {
      throw AWSRefusal.constraint(
        number, at: "\(path).\(plain)",
        integer < 0
          ? "Member must have value greater than or equal to 0"
          : "Member must have value less than or equal to \(MarketplaceLimits.quantityIntegerMax)")
    }
    return ExactDecimal(integer)
  }

  /// `^(0|[1-9][0-9]{0,9})(\.[0-9]{1,6})?$`, 1 to 17 characters.
  private func decimalValue(_ value: JSONValue) throws(AWSRefusal) -> ExactDecimal {
    guard let text = value.string else {
      throw AWSRefusal("SerializationException", "\(path).\(decimal) must be a string")
    }
    let sides = text.split(separator: ".", omittingEmptySubsequences: false)
    let isPlain = sides.allSatisfy { side in side.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    guard isPlain, (1...2).contains(sides.count), (1...10).contains(sides[0].count),
      sides[0] == "0" || !sides[0].hasPrefix("0"), sides.count == 1 || (1...6).contains(sides[1].count),
      text.utf8.count <= MarketplaceLimits.quantityTextLengthMax, let result = ExactDecimal(text)
    else {
      throw AWSRefusal.constraint(
        text, at: "\(path).\(decimal)",
        "Member must satisfy regular expression pattern: ^(0|[1-9][0-9]{0,9})(\\.[0-9]{1,6})?$")
    }
    return result
  }
}
