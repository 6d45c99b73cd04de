import Billing

/// A role assumed with an OpenID Connect token from a file: Kubernetes service accounts, GitHub, GitLab.
struct WebIdentitySource: CredentialSource {
  let context: CredentialContext
  let profileName: String
  /// The profile's settings in either file.
  let settings: [String: String]
  let tokenEndpoint: TokenEndpoint
  /// Environment variables win over the profile, unless the profile was named explicitly.
  let readsEnvironment: Bool
  let name = "web identity"

  func load(at now: Instant) throws(CredentialFailure) -> CredentialLookup {
    guard let path = setting("web_identity_token_file", "AWS_WEB_IDENTITY_TOKEN_FILE") else {
      return .absent(reason: "neither AWS_WEB_IDENTITY_TOKEN_FILE nor web_identity_token_file is set")
    }
    guard let roleARN = setting("role_arn", "AWS_ROLE_ARN") else {
      throw CredentialFailure("a web identity token file is set, but neither AWS_ROLE_ARN nor role_arn is")
    }
    var roleSettings = settings
    roleSettings["role_session_name"] = setting("role_session_name", "AWS_ROLE_SESSION_NAME")
    roleSettings["external_id"] = nil
    let role = try RoleSettings.request(roleSettings, roleARN: roleARN, profileName: profileName)
    let credentials = try tokenEndpoint.assumeRoleWithWebIdentity(role) {
      () throws(CredentialFailure) -> Secret in
      try token(path: path)
    }
    return .found(credentials)
  }

  private func setting(_ key: String, _ variable: String) -> String? {
    (readsEnvironment ? context.environment.variable(variable) : nil) ?? settings[key]
  }

  private func token(path: String) throws(CredentialFailure) -> Secret {
    guard case .success(let bytes) = context.environment.readFile(context.environment.expandingHome(path)),
      let text = String(validating: bytes, as: UTF8.self)
    else { throw CredentialFailure("the web identity token file \(path) cannot be read", isTransient: true) }
    let token = text.split(whereSeparator: \.isWhitespace).joined()
    guard AWSCredentialLimits.webIdentityTokenLengths.contains(token.utf8.count) else {
      throw CredentialFailure("the web identity token file \(path) holds no token of 4 to 20000 characters")
    }
    return Secret(token)
  }
}
