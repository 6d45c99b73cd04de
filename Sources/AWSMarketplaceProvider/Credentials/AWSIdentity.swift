/// Who AWS says some credentials are.
package struct AWSIdentity: Hashable, Sendable {
  /// The account: it must be the seller's.
  package let accountID: String
  /// The user or role.
  package let arn: String
  /// The public half of the key.
  package let accessKeyID: String
}
