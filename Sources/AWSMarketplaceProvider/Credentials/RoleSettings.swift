/// Reads and checks a profile's settings about a role.
enum RoleSettings {
  /// The name under which our sessions stand in the seller's CloudTrail unless the profile names another.
  static let defaultSessionName = "agnitra-billing"

  /// The role request that `settings` describe.
  static func request(
    _ settings: [String: String], roleARN: String, profileName: String
  ) throws(CredentialFailure) -> TokenEndpoint.RoleRequest {
    guard roleARN.hasPrefix("arn:aws"), roleARN.utf8.count >= 20 else {
      throw CredentialFailure("the role_arn of profile \(profileName) is not an AWS role ARN")
    }
    let sessionName = settings["role_session_name"] ?? defaultSessionName
    guard isMatch(sessionName, AWSCredentialLimits.sessionNameLengths, extra: "+=,.@-") else {
      throw CredentialFailure(
        "the role_session_name of profile \(profileName) must be 2 to 64 letters, digits or any of _+=,.@-")
    }
    let externalID = settings["external_id"]
    if let externalID, !isMatch(externalID, AWSCredentialLimits.externalIDLengths, extra: "+=,.@:/-") {
      throw CredentialFailure(
        "the external_id of profile \(profileName) must be 2 to 1224 letters, digits or any of _+=,.@:/-")
    }
    return TokenEndpoint.RoleRequest(
      roleARN: Secret(roleARN), sessionName: sessionName, externalID: externalID.map(Secret.init),
      durationSeconds: try duration(settings["duration_seconds"], profileName: profileName))
  }

  private static func duration(
    _ text: String?, profileName: String
  ) throws(CredentialFailure) -> Int64? {
    guard let text else { return nil }
    guard let seconds = Int64(text), AWSCredentialLimits.durationSeconds.contains(seconds) else {
      throw CredentialFailure(
        "the duration_seconds of profile \(profileName) is \(text); accepted are 900 to 43200")
    }
    return seconds
  }

  private static func isMatch(_ text: String, _ lengths: ClosedRange<Int>, extra: String) -> Bool {
    lengths.contains(text.utf8.count)
      && text.allSatisfy { ($0.isASCII && ($0.isLetter || $0.isNumber)) || $0 == "_" || extra.contains($0) }
  }
}
