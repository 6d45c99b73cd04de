import Billing

/// Keeps credentials while they are good, and renews them between batches before they expire.
final class CredentialCache {
  private let load: (Instant) -> Result<AWSCredentials, CredentialsMissing>
  private var cached: AWSCredentials?

  /// - Parameter load: asks the chain.
  init(load: @escaping (_ now: Instant) -> Result<AWSCredentials, CredentialsMissing>) {
    self.load = load
  }

  /// Credentials good for at least the mandatory time; those near their end are renewed, and a renewal that
  /// fails early is tolerated.
  func credentials(at now: Instant) throws(CredentialsMissing) -> AWSCredentials {
    guard let current = cached else { return try renew(at: now) }
    guard let expiration = current.expiration else { return current }
    let secondsLeft = expiration.seconds(since: now)
    if secondsLeft > AWSCredentialLimits.refreshAdvisorySeconds { return current }
    do throws(CredentialsMissing) {
      return try renew(at: now)
    } catch {
      guard secondsLeft > AWSCredentialLimits.refreshMandatorySeconds else { throw error }
      return current
    }
  }

  /// Forgets credentials that AWS refused, so that the next use asks the chain again.
  func discard() {
    cached = nil
  }

  private func renew(at now: Instant) throws(CredentialsMissing) -> AWSCredentials {
    let credentials = try load(now).get()
    cached = credentials
    return credentials
  }
}
