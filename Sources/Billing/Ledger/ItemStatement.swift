/// What records that a provider keeps of its own calls say about one item's bucket.
package struct ItemStatement: Hashable, Sendable {
  /// Records by which the provider counts exactly the item, in the order they were read.
  package var counted: [StatedRecord] = []
  /// Records by which the provider holds another quantity for the item's bucket, in words: where, what was found and
  /// what is ours.
  package var otherwise: [String] = []
  /// Records of the bucket that prove nothing either way, in words.
  package var unclear: [String] = []
  /// Records of requests that counted nothing of the bucket, in words: no other request is excluded by them.
  package var refused: [String] = []
  /// Why the records may not be all there are, in words; empty when nothing tells of a missing one.
  package var gaps: [String] = []

  /// Nothing said.
  package init() {}
}

/// A provider's own record of having counted an item.
package struct StatedRecord: Hashable, Sendable {
  /// The provider's id of what it counts, where the record gives one.
  package let providerRecordID: String?
  /// The provider's id of the request, where the record gives one.
  package let requestID: String?
  /// When the provider took the request, by its clock.
  package let at: Instant
  /// Where the record stands, for people who look it up.
  package let place: String
  /// What the record says of the item, as compact JSON in UTF-8.
  package let bytes: [UInt8]

  /// A record of the parts given.
  package init(providerRecordID: String?, requestID: String?, at: Instant, place: String, bytes: [UInt8]) {
    self.providerRecordID = providerRecordID
    self.requestID = requestID
    self.at = at
    self.place = place
    self.bytes = bytes
  }
}

/// From when to when a person says that a statement leaves nothing out, both ends included.
package struct StatementCoverage: Hashable, Sendable {
  /// The first instant, by the provider's clock.
  package let from: Instant
  /// The last instant.
  package let until: Instant

  /// `nil` unless it ends after it begins.
  package init?(from: Instant, until: Instant) {
    guard from < until else { return nil }
    self.from = from
    self.until = until
  }
}

extension StatementCoverage: CustomStringConvertible {
  /// `2026-11-20T00:00:00Z to 2026-11-22T00:00:00Z`.
  package var description: String { "\(from) to \(until)" }
}
