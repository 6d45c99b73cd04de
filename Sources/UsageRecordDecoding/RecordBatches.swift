import Billing

/// Collects records' rows until they make a batch.
struct RecordBatches {
  private let source: String
  private let mapping: RecordMapping
  private var rows: [(row: EventRow, rawBytes: [UInt8])] = []
  private var quarantined: [QuarantinedRow] = []

  init(source: String, rules: UsageRecordRules) {
    self.source = source
    mapping = RecordMapping(rules: rules)
  }

  var isEmpty: Bool { rows.isEmpty && quarantined.isEmpty }

  mutating func add(_ drafted: DraftedRecord) {
    do throws(UsageRecordFault) {
      rows += RecordRows.rows(of: try mapping.record(try drafted.content.get()), in: drafted)
    } catch {
      quarantined.append(
        QuarantinedRow(
          source: source, line: drafted.line, byteOffset: drafted.byteOffset, reason: error.reason,
          detail: error.detail, rawBytes: drafted.ownBytes))
    }
  }

  /// The batch behind a record, when it is full.
  mutating func takeIfFull(behind record: DraftedRecord) -> EventBatch? {
    guard rows.count + quarantined.count >= UsageRecordLimits.batchRowCount else { return nil }
    return take(end: SourcePosition(byteOffset: record.endByteOffset, lineCount: record.line))
  }

  mutating func take(end: SourcePosition) -> EventBatch {
    let batch = EventBatch(blocks: RowBlocks.blocks(of: rows), quarantined: quarantined, sourceEnd: end)
    (rows, quarantined) = ([], [])
    return batch
  }
}
