/// Reading of form and query parameters as Stripe does: unknown ones are refused by name.
struct StripeParameters {
  let fields: FormFields

  init(form request: ReceivedRequest) throws(StripeRefusal) {
    let type = request.header("Content-Type")?.prefix { $0 != ";" }.lowercased()
    guard type == "application/x-www-form-urlencoded" || request.body.isEmpty else {
      throw StripeRefusal(
        message: "Invalid request (check that your POST content type is application/x-www-form-urlencoded).")
    }
    guard let text = String(validating: request.body, as: UTF8.self), let fields = FormFields(text) else {
      throw StripeRefusal(
        message: "Invalid request: the body is not valid application/x-www-form-urlencoded text.")
    }
    self.fields = fields
  }

  init(query request: ReceivedRequest) throws(StripeRefusal) {
    guard let fields = FormFields(request.query) else {
      throw StripeRefusal(
        message: "Invalid request: the query is not valid application/x-www-form-urlencoded text.")
    }
    self.fields = fields
  }

  func allowOnly(plain: [String], nested: [String] = []) throws(StripeRefusal) {
    for field in fields.fields {
      let isKnown =
        field.keys.isEmpty ? plain.contains(field.name) : (nested + ["expand"]).contains(field.name)
      guard isKnown else {
        throw StripeRefusal.unknown(field.name + field.keys.map { "[\($0)]" }.joined())
      }
    }
  }

  func text(_ name: String, lengthMax: Int = 5_000) throws(StripeRefusal) -> String {
    guard let text = try optionalText(name, lengthMax: lengthMax), !text.isEmpty else {
      throw StripeRefusal.missing(name)
    }
    return text
  }

  func optionalText(_ name: String, lengthMax: Int = 5_000) throws(StripeRefusal) -> String? {
    guard let text = fields[name] else { return nil }
    guard text.unicodeScalars.count <= lengthMax else {
      throw StripeRefusal.tooLong(name, length: text.unicodeScalars.count, lengthMax: lengthMax)
    }
    return text
  }

  func optionalInteger(_ name: String) throws(StripeRefusal) -> Int64? {
    guard let text = fields[name] else { return nil }
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let integer = Int64(text)
    else {
      throw StripeRefusal.invalid(name, "Invalid integer: \(text)", code: "parameter_invalid_integer")
    }
    return integer
  }

  func integer(_ name: String) throws(StripeRefusal) -> Int64 {
    guard let integer = try optionalInteger(name) else { throw StripeRefusal.missing(name) }
    return integer
  }

  /// `limit`, 1 to 100, 10 when absent.
  func pageLength() throws(StripeRefusal) -> Int {
    guard let limit = try optionalInteger("limit") else { return StripeLimits.pageLengthDefault }
    guard (1...Int64(StripeLimits.pageLengthMax)).contains(limit) else {
      throw StripeRefusal.invalid(
        "limit", "This value must be between 1 and \(StripeLimits.pageLengthMax) (inclusive).")
    }
    return Int(limit)
  }
}
