import StrictJSON

/// What Stripe's guide and changelog say of a meter event beyond its schema, and what this program promises.
enum StripeDocumentedRules {
  /// Everything that is wrong. `customerKey` and `valueKey` are the meter's.
  static func problems(_ event: JSONValue, customerKey: String, valueKey: String) -> [String] {
    var found: [String] = []
    let payload = event["payload"]?.object ?? JSONObject()
    if payload[customerKey] == nil { found.append("payload.\(customerKey): the meter's customer is missing") }
    for key in payload.keys where payload[key]?.string?.unicodeScalars.count ?? 0 > 100 {
      found.append("payload.\(key): Stripe echoes at most 100 characters")
    }
    let value = payload[valueKey]?.string ?? ""
    if value.wholeMatch(of: /-?[0-9]+(\.[0-9]+)?/) == nil {
      found.append("payload.\(valueKey): is not a plain decimal")
    }
    if value.filter(\.isNumber).drop(while: { $0 == "0" }).count > 15 {
      found.append("payload.\(valueKey): has more than 15 digits")
    }
    if event["identifier"]?.string?.isEmpty ?? true {
      found.append("identifier: without one a resend counts twice")
    }
    if event["timestamp"] == nil { found.append("timestamp: without one usage counts when it arrives") }
    return found
  }
}
