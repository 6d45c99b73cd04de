import Foundation

/// Who is asking: `Authorization: Bearer KEY` or `Basic base64(KEY:)`.
enum StripeAuthentication {
  static func check(_ request: ReceivedRequest, _ context: StripeContext) throws(StripeRefusal) {
    guard let field = request.header("Authorization"), let key = key(in: field) else {
      throw StripeRefusal(
        status: 401,
        message:
          "You did not provide an API key. You need to provide your API key in the Authorization header, "
          + "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').")
    }
    let isAccepted =
      context.acceptedKey.map { $0 == key }
      ?? prefixes(livemode: context.livemode).contains { key.hasPrefix($0) && key.count > $0.count }
    guard isAccepted else {
      throw StripeRefusal(status: 401, message: "Invalid API Key provided: \(redacted(key))")
    }
  }

  private static func prefixes(livemode: Bool) -> [String] {
    livemode ? ["sk_live_", "rk_live_"] : ["sk_test_", "rk_test_"]
  }

  private static func key(in field: String) -> String? {
    let parts = field.split(separator: " ", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    switch parts[0].lowercased() {
    case "bearer": return String(parts[1])
    case "basic":
      guard let decoded = Data(base64Encoded: String(parts[1])),
        let pair = String(validating: decoded, as: UTF8.self)
      else { return nil }
      return String(pair.prefix { $0 != ":" })
    default: return nil
    }
  }

  private static func redacted(_ key: String) -> String {
    String(key.prefix(8)) + "****" + String(key.suffix(4))
  }
}
