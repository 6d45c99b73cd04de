import Billing

/// A file or stream that was read.
struct SourceRow: Sendable {
  /// The first name that content came under.
  var description: SourceDescription
  let runID: Int64
  var position = SourcePosition()
  var isComplete = false
  var tally = PostingTally()
}

/// One transaction of posting, with its control totals.
struct BatchRow: Sendable {
  let sourceIndex: Int
  let postedAt: Instant
  let tally: PostingTally
}

/// A block in which something was new.
struct BlockRow: Sendable {
  let batchIndex: Int
  let block: EventBlock
  /// One entry a row.
  let isPosted: [Bool]
  /// Of the posted rows.
  let firstHour: UTCHour
  let lastHour: UTCHour
}

/// Where a posted row lies.
struct EventPlace: Hashable, Sendable {
  let block: Int
  let ordinal: Int
}

/// What de-duplication knows of a posted event.
struct EventEntry: Sendable {
  let place: EventPlace
  let digest: UInt64
}

/// What became of one row.
enum RowVerdict: Hashable {
  case posted
  case alreadyPosted
  /// The row whose usage id it has, and other content.
  case conflict(with: EventPlace)
  /// The record that holds its GPUs.
  case overlap(GPUHoldOverlap)

  /// Whether the row goes into the quarantine.
  var isRefusal: Bool {
    switch self {
    case .posted, .alreadyPosted: false
    case .conflict, .overlap: true
    }
  }
}
