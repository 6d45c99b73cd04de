/// The profiles of the two shared files. A file that is not there holds no profiles.
struct SharedProfiles: Hashable {
  /// Which profile to read, and who said so.
  struct Selection: Hashable {
    /// The profile's name.
    let name: String
    /// Set in our configuration: environment keys then do not count, as in every AWS SDK.
    let isExplicit: Bool
    /// Named by anybody; otherwise it is `default`, which need not exist.
    let isNamed: Bool
  }
  /// The profile to read.
  let selection: Selection
  /// Settings by profile in the credentials file.
  let credentialsFile: [String: [String: String]]
  /// Settings by profile in the configuration file.
  let configFile: [String: [String: String]]

  /// Reads both files.
  ///
  /// - Parameter explicitName: the profile that our own configuration names, if it does.
  init(environment: AWSEnvironment, explicitName: String?) throws(CredentialFailure) {
    let named =
      explicitName ?? environment.variable("AWS_PROFILE") ?? environment.variable("AWS_DEFAULT_PROFILE")
    selection = Selection(
      name: named ?? "default", isExplicit: explicitName != nil, isNamed: named != nil)
    credentialsFile = try Self.sections(
      environment, path: environment.variable("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials")
    let sections = try Self.sections(
      environment, path: environment.variable("AWS_CONFIG_FILE") ?? "~/.aws/config")
    configFile = Dictionary(
      sections.compactMap { name, settings in Self.profileName(section: name).map { ($0, settings) } },
      uniquingKeysWith: { $1 })
  }

  /// All settings of a profile; the credentials file wins. `nil` when neither file has it.
  func settings(of profile: String) -> [String: String]? {
    guard credentialsFile[profile] != nil || configFile[profile] != nil else { return nil }
    return (configFile[profile] ?? [:]).merging(credentialsFile[profile] ?? [:]) { $1 }
  }

  private static func sections(
    _ environment: AWSEnvironment, path: String
  ) throws(CredentialFailure) -> [String: [String: String]] {
    switch environment.readFile(environment.expandingHome(path)) {
    case .failure(.missing): return [:]
    case .failure(.unreadable(let words)):
      throw CredentialFailure("\(path) cannot be read: \(words)")
    case .success(let bytes):
      do throws(SharedConfigFile.Problem) {
        return try SharedConfigFile.sections(bytes)
      } catch {
        throw CredentialFailure("\(path), line \(error.lineNumber): \(error.reason)")
      }
    }
  }

  /// `[default]` and `[profile NAME]` hold profiles in the configuration file; other sections are not ours.
  private static func profileName(section: String) -> String? {
    if section == "default" { return section }
    guard section.hasPrefix("profile"), section.dropFirst(7).first?.isWhitespace == true else { return nil }
    let name = section.dropFirst(7).drop(while: \.isWhitespace)
    if let quote = name.first, quote == "\"" || quote == "'", name.last == quote, name.count > 1 {
      return String(name.dropFirst().dropLast())
    }
    return String(name)
  }
}
