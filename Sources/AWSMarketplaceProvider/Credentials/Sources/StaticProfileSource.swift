import Billing

/// A key pair written into one of the two shared files.
struct StaticProfileSource: CredentialSource {
  /// Name of the file for people.
  let name: String
  let profileName: String
  /// The profile's settings in that file; `nil` when the file does not have it.
  let settings: [String: String]?

  func load(at now: Instant) throws(CredentialFailure) -> CredentialLookup {
    guard let settings else { return .absent(reason: "it has no profile \(profileName)") }
    guard let accessKeyID = settings["aws_access_key_id"] else {
      return .absent(reason: "the profile \(profileName) has no aws_access_key_id")
    }
    guard let secretAccessKey = settings["aws_secret_access_key"] else {
      throw CredentialFailure(
        "the profile \(profileName) has aws_access_key_id, but no aws_secret_access_key")
    }
    return .found(
      AWSCredentials(
        accessKeyID: accessKeyID, secretAccessKey: secretAccessKey,
        sessionToken: settings["aws_session_token"]))
  }
}
