import Billing

/// One place credentials may come from.
protocol CredentialSource {
  /// The source's name, as people read it in `CredentialsMissing`.
  var name: String { get }
  /// The credentials, or why this source does not apply. A source that applies but fails throws, and ends the
  /// search: falling through would bill under an identity nobody asked for.
  func load(at now: Instant) throws(CredentialFailure) -> CredentialLookup
}

/// What a source answered.
enum CredentialLookup: Hashable {
  /// Credentials.
  case found(AWSCredentials)
  /// The source is not set up here; the reason names what would set it up.
  case absent(reason: String)
}

/// A source that is set up, but gave no credentials. The reason never holds a secret, a role ARN or an
/// external id.
struct CredentialFailure: Error, Hashable {
  /// What was found and what to do about it.
  let reason: String
  /// Whether the same attempt may succeed later without anybody changing anything.
  let isTransient: Bool

  init(_ reason: String, isTransient: Bool = false) {
    self.reason = reason
    self.isTransient = isTransient
  }
}
