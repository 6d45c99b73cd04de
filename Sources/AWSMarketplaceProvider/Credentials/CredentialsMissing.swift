import Billing

/// No source gave credentials: every source that was asked, in order, and why it gave none.
package struct CredentialsMissing: Error, Hashable, Sendable {
  /// One source that was asked.
  package struct Attempt: Hashable, Sendable {
    /// The source's name.
    package let source: String
    /// Why it gave no credentials; holds no secret.
    package let reason: String
  }
  /// The sources in the order they were asked.
  package let attempts: [Attempt]
  /// Whether a later attempt may succeed without anybody changing anything (a token service that timed out).
  package let isTransient: Bool
}

extension CredentialsMissing: CustomStringConvertible {
  /// One line for people, with the remedy first.
  package var description: String {
    let tried = attempts.map { "\($0.source): \($0.reason)" }.joined(separator: "; ")
    return "no AWS credentials of the seller account were found; sources tried in order: \(tried)"
  }
}

extension CredentialsMissing {
  /// What this closes the provider for.
  var closure: ClosureCause { isTransient ? .unreachable : .credentialsMissing }
}
