import Billing

extension LedgerState {
  /// Keeps a row that was not posted. One that is there already for the same reason, from an earlier state of a file
  /// that grows, is kept as resolved: it waits once, never again once a person resolved it, and batches still tie out.
  mutating func quarantine(_ row: QuarantinedRow, at now: Instant) {
    let isKnown = quarantineRows.contains {
      $0.row.line == row.line && $0.row.byteOffset == row.byteOffset && $0.row.reason == row.reason
        && $0.row.source == row.source && $0.row.rawBytes == row.rawBytes
    }
    quarantineRows.append(
      QuarantineEntry(
        id: Int64(quarantineRows.count + 1), row: row, at: now, resolvedAt: isKnown ? now : nil))
  }

  mutating func resolveQuarantine(_ id: Int64, at now: Instant) throws(StoreError) {
    guard let index = quarantineRows.index(ofRow: id), quarantineRows[index].resolvedAt == nil else {
      throw .changedMeanwhile(detail: "row \(id) of the quarantine is not there, or was resolved before")
    }
    let entry = quarantineRows[index]
    quarantineRows[index] = QuarantineEntry(id: id, row: entry.row, at: entry.at, resolvedAt: now)
  }
}
