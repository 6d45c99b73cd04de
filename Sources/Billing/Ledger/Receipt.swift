/// A provider's positive answer for one item, stored before the item counts as delivered.
package struct Receipt: Hashable, Sendable {
  /// Whether the provider counted it now or had it already.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Counted by this attempt.
    case new
    /// It already held our identifier or record: an earlier attempt had counted.
    case duplicate
    /// Found counted when the target was asked for the bucket's total, or in the target's own records of its calls.
    case found
    /// A person has looked at the target's side and answers for it.
    case attested
  }
  /// New or duplicate.
  package let kind: Kind
  /// The provider's own id of the record, where it gives one.
  package let providerRecordID: String?
  /// The provider's id of the request, where it gives one.
  package let requestID: String?
  /// The provider's clock in the answer.
  package let providerDate: Instant?
  /// HTTP status.
  package let status: Int
  /// SHA-256 of the whole answer body, lower-case hexadecimal.
  package let bodyDigest: String
  /// Of the answer body what tells of the item, at most 2,048 bytes as text, secrets redacted: all of it, or the
  /// entry of the item where one answer tells of many.
  package let bodyExcerpt: String

  /// A receipt of the parts given.
  package init(
    kind: Kind, providerRecordID: String?, requestID: String?, providerDate: Instant?, status: Int,
    bodyDigest: String, bodyExcerpt: String
  ) {
    self.kind = kind
    self.providerRecordID = providerRecordID
    self.requestID = requestID
    self.providerDate = providerDate
    self.status = status
    self.bodyDigest = bodyDigest
    self.bodyExcerpt = bodyExcerpt
  }
}
