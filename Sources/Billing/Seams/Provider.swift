/// A billing target: the UsageDispatcher of the product's documentation. A new target is one adapter and one line of
/// wiring.
package protocol Provider: AnyObject {
  /// The target's name.
  var id: ProviderID { get }
  /// How items of this target may be put in flight together.
  var claimRule: ClaimRule { get }
  /// How long after its first ambiguous attempt the same item may be sent again; `nil` for as long as its deadline
  /// has not passed, because the target de-duplicates the bucket itself.
  var safeResendSeconds: Int64? { get }

  /// Makes the bytes of an item. Pure: the same bucket gives the same bytes in every process.
  func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload

  /// The last instant, by the target's clock, at which it accepts usage of that bucket.
  func deadline(for bucket: BucketKey) -> Instant

  /// Finds credentials and checks the target's side (meters, mode, identity) for the items about to be sent. Asked
  /// before every claim; an adapter answers from what it learnt earlier in the run where it can.
  func prepare(for items: [DispatchItem]) -> Preparation

  /// Sends items that are durably in flight, each exactly as frozen. One answer an item, in the order of the items. No
  /// request leaves after `notAfterNanoseconds` of the monotonic clock: a process that was stopped for long between the
  /// claim and the first byte would send what another run has long settled. Its items are refused before any effect.
  func submit(_ items: [DispatchItem], notAfterNanoseconds: UInt64) -> [ItemAnswer]

  /// How much the target counts of the item's series in those hours: its bucket's, or all that a restored ledger is in
  /// doubt about. Asked only when nothing of the series has moved in them for long.
  func total(of item: DispatchItem, in hours: BillingWindow) -> BucketTotal

  /// The target's own time, asked for with a request that needs no credentials, unless an answer of this run gave it
  /// already; `nil` when it cannot be reached. Nothing is called final because of time before this is known.
  func askTime() -> Instant?

  /// The target's clock: its last `Date` plus the time gone by since; the wall clock before any answer came.
  func now() -> Instant
}

/// How many items, and which, may be claimed together.
package struct ClaimRule: Hashable, Sendable {
  /// At most so many items.
  package let itemCountMax: Int
  /// At most one item of a series at a time.
  package let isExclusiveBySeries: Bool
  /// Only items of one batch key.
  package let sharesBatchKey: Bool

  /// A rule of the parts given.
  package init(itemCountMax: Int, isExclusiveBySeries: Bool, sharesBatchKey: Bool) {
    self.itemCountMax = itemCountMax
    self.isExclusiveBySeries = isExclusiveBySeries
    self.sharesBatchKey = sharesBatchKey
  }
}

/// Whether a target can be sent to.
package enum Preparation: Hashable, Sendable {
  /// Ready, except for the items named, each with its reason: those are deferred.
  case ready(blocked: [String: String])
  /// The whole target is closed; no attempt is made. `state` is `skipped` or `deferred`, as the product's
  /// documentation promises for that target (AWS: skipped; every other: deferred).
  case closed(ClosureCause, state: DispatchState, reason: String)
}

/// Why a whole target cannot be sent to for now.
package enum ClosureCause: String, CaseIterable, Hashable, Sendable {
  /// No credentials were found.
  case credentialsMissing = "credentials_missing"
  /// The target refused the credentials.
  case credentialsRefused = "credentials_refused"
  /// The target cannot be reached.
  case unreachable
  /// The target's interface is switched off for us, or answers as another mode or account than configured.
  case misconfigured
}

/// Why an adapter cannot make bytes of a bucket.
package enum FreezeError: Error, Hashable, Sendable {
  /// The value breaks a limit of the target; the text says which, what was found and what is accepted.
  case valueOutOfRange(String)
  /// The route's address lacks something or holds something the target refuses.
  case addressInvalid(String)
}

extension FreezeError: CustomStringConvertible {
  /// What was found and what is accepted, for people.
  package var description: String {
    switch self {
    case .valueOutOfRange(let text), .addressInvalid(let text): text
    }
  }
}
