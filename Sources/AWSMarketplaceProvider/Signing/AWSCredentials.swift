import Billing

/// A key pair that AWS accepts, with what is needed to renew it in time.
struct AWSCredentials: Hashable, Sendable {
  /// Public half; AWS prints it in its own logs, so may we.
  let accessKeyID: String
  /// Secret half.
  let secretAccessKey: Secret
  /// Present only with temporary credentials.
  let sessionToken: Secret?
  /// When AWS stops accepting them; `nil` for keys that stay valid.
  let expiration: Instant?

  init(
    accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil,
    expiration: Instant? = nil
  ) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = Secret(secretAccessKey)
    self.sessionToken = sessionToken.map(Secret.init)
    self.expiration = expiration
  }
}
