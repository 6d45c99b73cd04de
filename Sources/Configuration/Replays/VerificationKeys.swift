import Signing

extension Element {
  /// A list of public keys, as the settings' `verification.keys` holds them.
  func verificationKeys() -> [VerificationKey]? {
    guard let elements = list(.verificationKeys) else { return nil }
    let keys = elements.compactMap { element -> VerificationKey? in
      guard let text = element.text(.verificationKeys) else { return nil }
      guard let key = try? VerificationKey(text: text) else {
        element.refuse(.verificationKeys)
        return nil
      }
      return key
    }
    return keys.count == elements.count ? keys : nil
  }
}

extension Expectation {
  static let verificationKeys = Expectation(
    "a list of public keys ed25519:BASE64", "copy the line that `replays keygen` printed")
}
