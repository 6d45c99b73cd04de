import Billing

/// A profile with `role_arn`: the role is assumed with the credentials of `source_profile` or
/// `credential_source`.
struct AssumeRoleSource: CredentialSource {
  let context: CredentialContext
  let profiles: SharedProfiles
  let profileName: String
  let tokenEndpoint: TokenEndpoint
  let name = "assumed role"

  func load(at now: Instant) throws(CredentialFailure) -> CredentialLookup {
    guard let settings = profiles.settings(of: profileName), Self.isRole(settings) else {
      return .absent(reason: "the profile \(profileName) has no role_arn")
    }
    return .found(try assume(profileName, settings, visited: [profileName], at: now))
  }

  /// A role that is assumed with a web identity is not ours: `WebIdentitySource` has it.
  private static func isRole(_ settings: [String: String]) -> Bool {
    settings["role_arn"] != nil && settings["web_identity_token_file"] == nil
  }

  private static func hasKeys(_ settings: [String: String]) -> Bool {
    settings["aws_access_key_id"] != nil || settings["aws_secret_access_key"] != nil
  }

  private func assume(
    _ profileName: String, _ settings: [String: String], visited: [String], at now: Instant
  ) throws(CredentialFailure) -> AWSCredentials {
    if settings["mfa_serial"] != nil {
      throw CredentialFailure("the profile \(profileName) asks for an MFA code, which nobody types at night")
    }
    let roleARN = settings["role_arn"] ?? ""
    let role = try RoleSettings.request(settings, roleARN: roleARN, profileName: profileName)
    let source: AWSCredentials
    switch (settings["source_profile"], settings["credential_source"]) {
    case (let sourceProfile?, nil):
      source = try credentials(ofProfile: sourceProfile, namedBy: profileName, visited: visited, at: now)
    case (nil, let credentialSource?):
      source = try credentials(ofSource: credentialSource, namedBy: profileName, at: now)
    case (nil, nil):
      throw CredentialFailure(
        "the profile \(profileName) has role_arn, but neither source_profile nor credential_source")
    case (_?, _?):
      throw CredentialFailure(
        "the profile \(profileName) has both source_profile and credential_source; keep one")
    }
    return try tokenEndpoint.assumeRole(role, with: source, at: now)
  }

  private func credentials(
    ofProfile name: String, namedBy parent: String, visited: [String], at now: Instant
  ) throws(CredentialFailure) -> AWSCredentials {
    guard let settings = profiles.settings(of: name) else {
      throw CredentialFailure("the source_profile \(name) of profile \(parent) does not exist")
    }
    let isOwnKeys = name == parent && Self.hasKeys(settings)
    guard !visited.contains(name) || isOwnKeys else {
      throw CredentialFailure(
        "the source_profile settings go round: \((visited + [name]).joined(separator: ", "))")
    }
    if Self.isRole(settings) && !Self.hasKeys(settings) {
      return try assume(name, settings, visited: visited + [name], at: now)
    }
    let sources = CredentialChain.profileSources(
      profiles: profiles, profileName: name, context: context, tokenEndpoint: tokenEndpoint,
      readsEnvironment: false)
    for source in sources {
      if case .found(let credentials) = try source.load(at: now) { return credentials }
    }
    throw CredentialFailure("the source_profile \(name) of profile \(parent) has no credentials")
  }

  private func credentials(
    ofSource name: String, namedBy parent: String, at now: Instant
  ) throws(CredentialFailure) -> AWSCredentials {
    let source: any CredentialSource
    switch name.lowercased() {
    case "environment": source = EnvironmentSource(environment: context.environment)
    case "ecscontainer": source = ContainerSource(context: context)
    case "ec2instancemetadata": source = InstanceMetadataSource(context: context)
    default:
      throw CredentialFailure(
        "the credential_source of profile \(parent) is \(name); "
          + "accepted are Environment, EcsContainer, Ec2InstanceMetadata")
    }
    switch try source.load(at: now) {
    case .found(let credentials): return credentials
    case .absent(let reason):
      throw CredentialFailure("the credential_source \(name) of profile \(parent) is not here: \(reason)")
    }
  }
}
