import Billing
import Hashing

/// A target that answers as a test says.
final class ScriptedProvider: Provider {
  let id: ProviderID
  var claimRule = ClaimRule(itemCountMax: 25, isExclusiveBySeries: false, sharesBatchKey: false)
  /// Stripe's.
  var safeResendSeconds: Int64? = 22 * 3_600
  var acceptanceSeconds: Int64 = 35 * 86_400
  /// What is in the way of sending; asked before every claim.
  var preparation: ([DispatchItem]) -> Preparation = { _ in .ready(blocked: [:]) }
  /// The answer to an item; `nil` for the counting one.
  var answer: (DispatchItem) -> ItemAnswer? = { _ in nil }
  /// Is called with what is submitted, before anything is answered.
  var whileSubmitting: ([DispatchItem]) -> Void = { _ in }
  /// Whether it tells its time.
  var canBeReached = true
  /// How far its clock is ahead of this machine's when it is asked for the time.
  var clockAheadSeconds: Int64 = 0
  /// Every batch that was submitted.
  private(set) var submitted: [[DispatchItem]] = []
  /// Until when each batch might leave.
  private(set) var notAfterNanoseconds: [UInt64] = []
  /// What the target counts, by item.
  private(set) var counted: [String: Int128] = [:]
  /// The bucket of each item that it counts.
  private var bucketOfItem: [String: BucketKey] = [:]
  private let clock: ManualClock

  init(_ name: String, clock: ManualClock) {
    id = ProviderID(name)
    self.clock = clock
  }

  func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload {
    if bucket.address["broken"] != nil { throw .addressInvalid("it is broken") }
    let bytes = Array("\(bucket.itemID) \(bucket.valueText)".utf8)
    return FrozenPayload(
      bytes: bytes, digest: Digest256(of: bytes).hex, batchKey: bucket.address["batch"] ?? "")
  }

  func deadline(for bucket: BucketKey) -> Instant { bucket.start.start.adding(seconds: acceptanceSeconds) }

  func prepare(for items: [DispatchItem]) -> Preparation { preparation(items) }

  func submit(_ items: [DispatchItem], notAfterNanoseconds: UInt64) -> [ItemAnswer] {
    self.notAfterNanoseconds.append(notAfterNanoseconds)
    submitted.append(items)
    whileSubmitting(items)
    return items.map { item in
      if let answer = answer(item) { return answer }
      return count(item)
    }
  }

  /// Counts an item, as the target does whatever becomes of its answer.
  @discardableResult
  func count(_ item: DispatchItem) -> ItemAnswer {
    let isNew = counted.updateValue(item.units, forKey: item.id) == nil
    bucketOfItem[item.id] = item.bucket
    return .delivered(
      Receipt(
        kind: isNew ? .new : .duplicate, providerRecordID: "record-\(item.id)", requestID: nil,
        providerDate: nil,
        status: 200, bodyDigest: Digest256(of: item.id).hex, bodyExcerpt: ""))
  }

  /// What it answers when asked what it counts in a bucket; `nil` for the truth.
  var total: (DispatchItem) -> BucketTotal? = { _ in nil }

  func total(of item: DispatchItem, in hours: BillingWindow) -> BucketTotal {
    if let total = total(item) { return total }
    let digest = Digest256(of: item.id).hex
    let units = bucketOfItem.reduce(Int128(0)) { sum, entry in
      guard entry.value.series == item.bucket.series, hours.contains(entry.value.start) else { return sum }
      return sum + (counted[entry.key] ?? 0)
    }
    return .counted(
      valueText: String(units), accumulation: .delta,
      evidence: Receipt(
        kind: .found, providerRecordID: nil, requestID: nil, providerDate: nil, status: 200,
        bodyDigest: digest,
        bodyExcerpt: ""))
  }

  func askTime() -> Instant? {
    canBeReached ? clock.now().adding(seconds: clockAheadSeconds) : nil
  }

  /// How far the clock it judges by is ahead of the time that it tells.
  var judgesAheadSeconds: Int64 = 0

  func now() -> Instant { clock.now().adding(seconds: judgesAheadSeconds) }
}
