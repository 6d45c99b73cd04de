import Billing

/// The whole content of a ledger as one value: copying it is taking a backup, assigning it is restoring one. Its verbs
/// keep the law that other stores keep by constraints; each checks everything before it changes anything.
///
/// Rows lie in arrays and refer to each other by index; the number the seam knows a row by is its index plus one.
package struct LedgerState: Sendable {
  let byteReading: ByteReading
  /// 32 hexadecimal digits that copies share.
  let ledgerID: String
  /// Begins anew with every recovery.
  private(set) var timelineID: String
  /// How often the lease was taken.
  var epoch: Int64 = 0
  /// Items of buckets before it begin in doubt.
  private(set) var restoredBefore: UTCHour?
  var runRows: [RunRecord] = []
  /// The latest start of a run.
  var latestRunAt: Instant?

  var sourceRows: [SourceRow] = []
  /// Files by their content's digest.
  var sourceOfDigest: [String: Int] = [:]
  var batchRows: [BatchRow] = []
  var blockRows: [BlockRow] = []
  var eventIndex: [EventKey: EventEntry] = [:]
  var quarantineRows: [QuarantineEntry] = []
  /// What usage records hold, in order of posting.
  var holdRows: [StoredGPUHold] = []
  /// The holds of each resource.
  var holdsOfResource: [String: [Int]] = [:]

  var cellRows: [CellRow] = []
  var openCells: [CellKey: Int] = [:]
  var earliestEventHour: UTCHour?
  /// Sealed and due, oldest first: one for every seal, then those that are due.
  var windows: [BillingWindow] = []
  var sealRows: [SealRow] = []
  var chargeRows: [ChargeRow] = []
  /// Charges that are held or skipped.
  var waitingCharges: Set<Int> = []
  var carries: [CarryKey: Carry] = [:]
  var ratings: [RatingSeries: RatingProgress] = [:]

  var verdictRows: [VerdictRow] = []
  var healthRows: [HostHealthRecord] = []

  var itemRows: [ItemRow] = []
  var itemOfID: [String: Int] = [:]
  /// The items of each bucket, in order of their revisions.
  var itemsOfBucket: [BucketKey: [Int]] = [:]
  /// Items that are not final, in order.
  var openItems: [Int] = []
  var attemptRows: [AttemptRow] = []

  /// The number of a ledger that need not be told from others.
  package static let plainID = String(repeating: "0", count: 32)

  /// An empty ledger. `ledgerID` is 32 hexadecimal digits that tell it from others.
  package init(ledgerID: String = LedgerState.plainID, byteReading: ByteReading = .plain) {
    self.ledgerID = ledgerID
    timelineID = ledgerID
    self.byteReading = byteReading
  }

  /// Which ledger this is.
  var identity: LedgerIdentity {
    LedgerIdentity(
      ledgerID: ledgerID, timelineID: timelineID, epoch: epoch, attemptCount: Int64(attemptRows.count),
      latestRunAt: latestRunAt, restoredBefore: restoredBefore,
      sealedThrough: sealedThrough)
  }

  /// A recovery goes on with this content.
  mutating func beginTimeline(_ timelineID: String, restoredBefore hour: UTCHour) {
    self.timelineID = timelineID
    restoredBefore = max(restoredBefore ?? hour, hour)
  }
}

extension Array {
  /// The row of a number that the seam knows; `nil` when there is none.
  func row(_ id: Int64) -> Element? { index(ofRow: id).map { self[$0] } }

  /// Its index.
  func index(ofRow id: Int64) -> Int? { id >= 1 && id <= count ? Int(id) - 1 : nil }
}

extension Sequence {
  /// The first elements; all of them for a negative count, as SQL's LIMIT has it.
  func first(countMax: Int) -> [Element] { countMax < 0 ? Array(self) : Array(prefix(countMax)) }
}
