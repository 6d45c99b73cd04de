import Billing

/// The posted rows of one block, dealt to shares by their cells: by share, where the rows are and which cells are
/// theirs.
struct DealtRecords: Sendable {
  /// Which rows are dealt, and to how many.
  struct Rule: Sendable {
    /// The indices of the hours whose rows are dealt.
    let hours: Range<Int64>
    /// The term of an empty list of targets, which stands in cells; records hold 0 when the event names none.
    let noProviders: UInt32
    let shareCount: Int
  }

  let records: SummedRecords
  private(set) var rows: [[Int]]
  private(set) var keys: [[CellNumbers]]

  /// `nil` when the block's bytes are not its records.
  init?(_ block: PackedBlocks.Block, by rule: Rule) {
    guard let records = SummedRecords(packed: block.records), records.count == block.rowCount else {
      return nil
    }
    self.records = records
    rows = Array(repeating: [], count: rule.shareCount)
    keys = Array(repeating: [], count: rule.shareCount)
    for share in 0..<rule.shareCount {
      // What is dealt evenly, and some more.
      rows[share].reserveCapacity(records.count / rule.shareCount * 9 / 8)
      keys[share].reserveCapacity(records.count / rule.shareCount * 9 / 8)
    }
    for row in 0..<records.count where records.isPosted(row) {
      let hour = records.timestamp(row).hour.index
      guard rule.hours.contains(hour) else { continue }
      guard let key = records.key(row, hour: hour, noProviders: rule.noProviders) else { return nil }
      let share = rule.shareCount == 1 ? 0 : key.share(of: rule.shareCount)
      rows[share].append(row)
      keys[share].append(key)
    }
  }
}
