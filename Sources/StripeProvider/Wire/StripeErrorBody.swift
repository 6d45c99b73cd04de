import StrictJSON

/// Stripe's error object: `{"error": {"type", "code"?, "message", "param"?, ...}}`.
struct StripeErrorBody: Hashable {
  let type: String
  let code: String?
  let message: String

  /// Reads a body; `nil` when it is not Stripe's error object, so that nobody knows who answered.
  init?(_ body: [UInt8]) {
    // What is no JSON is not Stripe's error object either; that is all a caller may conclude.
    guard let document = try? JSONReader.read(body), let error = document["error"]?.object,
      let type = error["type"]?.string
    else { return nil }
    self.type = type
    code = error["code"]?.string
    message = error["message"]?.string ?? ""
  }
}
