/// What one exchange changes, as it stands in the journal.
enum StripeEffect: Hashable, Sendable, Codable {
  case meterDefined(StripeMeter)
  case eventAccepted(StripeMeterEvent)
  case eventCancelled(StripeIdentifier)
  case eventRejected(StripeRejection)
  case answerStored(StripeIdempotencyKey, StripeStoredAnswer)
}
