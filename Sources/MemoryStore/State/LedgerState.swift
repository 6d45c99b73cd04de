import Billing

/// The whole content of a ledger as one value: copying it is taking a backup, assigning it is restoring one. Its verbs
/// keep the law that other stores keep by constraints; each checks everything before it changes anything.
///
/// Rows lie in arrays and refer to each other by index; the number the seam knows a row by is its index plus one.
package struct LedgerState: Sendable {
  let byteReading: ByteReading
  var runRows: [RunRecord] = []

  var sourceRows: [SourceRow] = []
  /// Files by their content's digest.
  var sourceOfDigest: [String: Int] = [:]
  var batchRows: [BatchRow] = []
  var blockRows: [BlockRow] = []
  var eventIndex: [EventKey: EventEntry] = [:]
  var quarantineRows: [QuarantineEntry] = []

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

  var itemRows: [ItemRow] = []
  var itemOfID: [String: Int] = [:]
  /// The items of each bucket, in order of their revisions.
  var itemsOfBucket: [BucketKey: [Int]] = [:]
  /// Items that are not final, in order.
  var openItems: [Int] = []
  var attemptRows: [AttemptRow] = []

  /// An empty ledger.
  package init(byteReading: ByteReading = .plain) { self.byteReading = byteReading }
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
