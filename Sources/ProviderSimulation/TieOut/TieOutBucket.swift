/// The bucket both sides can name: the ledger from its frozen bytes, the provider from its totals.
package struct TieOutBucket: Hashable, Sendable {
  /// `stripe` or `aws`.
  package let provider: String
  /// Customer, account or identifier.
  package let customer: String
  /// Region, and licence or product code; empty for Stripe.
  package let agreement: String
  /// Event name or dimension.
  package let meter: String
  /// Unix seconds of the bucket's start.
  package let startSeconds: Int64
  /// Whether a later value replaces an earlier one instead of adding to it.
  package let isReplaced: Bool

  /// For people.
  package var text: String {
    [provider, customer, agreement, meter, UTC.text(startSeconds)].filter { !$0.isEmpty }.joined(
      separator: " ")
  }
}

extension TieOutBucket: Comparable {
  /// By what people look for first.
  package static func < (left: TieOutBucket, right: TieOutBucket) -> Bool {
    (left.provider, left.meter, left.customer, left.agreement, left.startSeconds)
      < (right.provider, right.meter, right.customer, right.agreement, right.startSeconds)
  }
}
