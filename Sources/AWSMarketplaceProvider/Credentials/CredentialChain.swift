import Billing
import HTTPTransport

/// Asks every credential source in the order AWS's own tools use, and stops at the first that is set up.
struct CredentialChain {
  let context: CredentialContext
  /// The profile our own configuration names, if it does.
  let explicitProfile: String?

  /// The first credentials found.
  func load(at now: Instant) throws(CredentialsMissing) -> AWSCredentials {
    var attempts: [CredentialsMissing.Attempt] = []
    let profiles: SharedProfiles
    do throws(CredentialFailure) {
      profiles = try SharedProfiles(environment: context.environment, explicitName: explicitProfile)
    } catch {
      attempts.append(.init(source: "profiles", reason: error.reason))
      throw CredentialsMissing(attempts: attempts, isTransient: false)
    }
    for source in sources(profiles) {
      do throws(CredentialFailure) {
        switch try source.load(at: now) {
        case .found(let credentials): return credentials
        case .absent(let reason): attempts.append(.init(source: source.name, reason: reason))
        }
      } catch {
        attempts.append(.init(source: source.name, reason: error.reason))
        throw CredentialsMissing(attempts: attempts, isTransient: error.isTransient)
      }
    }
    throw CredentialsMissing(attempts: attempts, isTransient: false)
  }

  private func sources(_ profiles: SharedProfiles) -> [any CredentialSource] {
    let selection = profiles.selection
    let tokenEndpoint = TokenEndpoint(context: context, region: region(profiles))
    var sources: [any CredentialSource] = []
    if !selection.isExplicit { sources.append(EnvironmentSource(environment: context.environment)) }
    if selection.isNamed { sources.append(NamedProfileSource(profiles: profiles)) }
    sources.append(
      AssumeRoleSource(
        context: context, profiles: profiles, profileName: selection.name, tokenEndpoint: tokenEndpoint))
    sources += Self.profileSources(
      profiles: profiles, profileName: selection.name, context: context, tokenEndpoint: tokenEndpoint,
      readsEnvironment: !selection.isExplicit)
    return sources + [ContainerSource(context: context), InstanceMetadataSource(context: context)]
  }

  /// The sources that know what a profile is, roles with a source profile apart.
  static func profileSources(
    profiles: SharedProfiles, profileName: String, context: CredentialContext, tokenEndpoint: TokenEndpoint,
    readsEnvironment: Bool
  ) -> [any CredentialSource] {
    let settings = profiles.settings(of: profileName) ?? [:]
    return [
      WebIdentitySource(
        context: context, profileName: profileName, settings: settings, tokenEndpoint: tokenEndpoint,
        readsEnvironment: readsEnvironment),
      StaticProfileSource(
        name: "credentials file", profileName: profileName, settings: profiles.credentialsFile[profileName]),
      CredentialProcessSource(
        environment: context.environment, profileName: profileName, settings: settings),
      StaticProfileSource(
        name: "configuration file", profileName: profileName, settings: profiles.configFile[profileName]),
    ]
  }

  /// The region of the token service: the variables', else the profile's.
  func region() -> String {
    // Files that cannot be read end `load` with their reason; without credentials the region is of no use.
    let profiles = try? SharedProfiles(environment: context.environment, explicitName: explicitProfile)
    return region(profiles)
  }

  private func region(_ profiles: SharedProfiles?) -> String {
    let settings = profiles.flatMap { $0.settings(of: $0.selection.name) }
    return context.environment.variable("AWS_REGION") ?? context.environment.variable("AWS_DEFAULT_REGION")
      ?? settings?["region"] ?? "us-east-1"
  }
}

/// Ends the search when a profile was named that neither shared file has: a spelling mistake must not bill
/// under the identity of whatever machine this is.
private struct NamedProfileSource: CredentialSource {
  let profiles: SharedProfiles
  let name = "named profile"

  func load(at now: Instant) throws(CredentialFailure) -> CredentialLookup {
    guard profiles.settings(of: profiles.selection.name) != nil else {
      throw CredentialFailure(
        "the profile \(profiles.selection.name) is in neither the credentials file nor the configuration file"
      )
    }
    return .absent(reason: "the profile \(profiles.selection.name) exists")
  }
}
