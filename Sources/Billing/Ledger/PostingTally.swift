/// What became of the rows of a batch or a source.
package struct PostingTally: Hashable, Sendable {
  /// Rows read.
  package var readCount = 0
  /// Rows posted now.
  package var postedCount = 0
  /// Rows that had been posted before, with the same content.
  package var alreadyPostedCount = 0
  /// Rows whose usage id was posted with other content, or whose GPUs another record holds: quarantined.
  package var conflictCount = 0
  /// Rows that are no usage event: quarantined.
  package var quarantinedCount = 0
  /// Sum, modulo 2^64, of the first eight bytes of every posted row's key: a total that names the very rows.
  package var keySum: UInt64 = 0

  /// Nothing yet.
  package init() {}

  /// The tally of both; the key sum wraps by definition.
  package static func + (left: PostingTally, right: PostingTally) -> PostingTally {
    var sum = left
    sum.readCount += right.readCount
    sum.postedCount += right.postedCount
    sum.alreadyPostedCount += right.alreadyPostedCount
    sum.conflictCount += right.conflictCount
    sum.quarantinedCount += right.quarantinedCount
    sum.keySum &+= right.keySum
    return sum
  }
}

/// How far a file was read by earlier imports.
package struct SourceProgress: Hashable, Sendable {
  /// Everything before it is posted or quarantined.
  package let position: SourcePosition
  /// Whether the end was reached.
  package let isComplete: Bool
  /// What became of its rows so far.
  package let tally: PostingTally

  /// Progress of the parts given.
  package init(position: SourcePosition, isComplete: Bool, tally: PostingTally) {
    self.position = position
    self.isComplete = isComplete
    self.tally = tally
  }
}
