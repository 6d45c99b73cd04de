package import StrictJSON

/// A key pair the simulator accepts, and the seller account it belongs to.
package struct AWSCredential: Hashable, Sendable, Codable {
  /// The access key id.
  package var accessKey: String
  /// The secret access key.
  package var secret: String
  /// The session token that must come with temporary keys.
  package var token: String?
  /// The seller's account, 12 digits.
  package var account = "123456789012"
  /// Unix seconds at which temporary keys end.
  package var expiresAtSeconds: Int64?

  /// A key pair.
  package init(accessKey: String, secret: String, token: String? = nil) {
    self.accessKey = accessKey
    self.secret = secret
    self.token = token
  }

  /// The pair of AWS's own signature examples; accepted when no other is configured.
  package static let example = AWSCredential(
    accessKey: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")

  /// Reads a credentials file: a JSON list of `access_key`, `secret`, optional `token` and `account`.
  package static func list(_ value: JSONValue) throws(SimulationInputError) -> [AWSCredential] {
    guard let elements = value.array else {
      throw SimulationInputError("AWS credentials belong in a JSON list")
    }
    var credentials: [AWSCredential] = []
    for element in elements {
      let input = try InputObject(element, named: "an AWS credential")
      try input.allowOnly(["access_key", "secret", "token", "account"])
      var credential = AWSCredential(
        accessKey: try input.text("access_key"), secret: try input.text("secret"),
        token: try input.optionalText("token"))
      credential.account = try input.optionalText("account") ?? credential.account
      credentials.append(credential)
    }
    return credentials
  }
}
