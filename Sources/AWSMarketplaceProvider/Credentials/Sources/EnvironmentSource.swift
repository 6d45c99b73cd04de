import Billing

/// Keys in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
struct EnvironmentSource: CredentialSource {
  let environment: AWSEnvironment
  let name = "environment"

  func load(at now: Instant) throws(CredentialFailure) -> CredentialLookup {
    guard let accessKeyID = environment.variable("AWS_ACCESS_KEY_ID") else {
      return .absent(reason: "AWS_ACCESS_KEY_ID is not set")
    }
    guard let secretAccessKey = environment.variable("AWS_SECRET_ACCESS_KEY") else {
      throw CredentialFailure("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not")
    }
    let token = environment.variable("AWS_SESSION_TOKEN") ?? environment.variable("AWS_SECURITY_TOKEN")
    return .found(
      AWSCredentials(
        accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: token,
        expiration: try expiration()))
  }

  private func expiration() throws(CredentialFailure) -> Instant? {
    guard let text = environment.variable("AWS_CREDENTIAL_EXPIRATION") else { return nil }
    guard let instant = Instant(text: text) else {
      throw CredentialFailure("AWS_CREDENTIAL_EXPIRATION is \(text), not an ISO 8601 instant")
    }
    return instant
  }
}
