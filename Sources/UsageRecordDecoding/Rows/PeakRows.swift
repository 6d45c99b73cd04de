package import Billing
import Hashing
import StrictJSON

/// Rises of daily peaks as a batch that a store posts.
package enum PeakRows {
  /// One row for each rise; its raw bytes name the records that make the peak.
  package static func batch(of rises: [GPUPeakRise], end: SourcePosition) -> EventBatch {
    let rows = rises.enumerated().map { index, rise in
      let event = rise.event
      let raw = JSONWriter.compact(json(of: rise))
      let row = EventRow(
        event: event, key: RecordRows.key(of: event.usageID),
        contentDigest: EventKey(digestPrefix: Digest256(of: raw).bytes), line: index + 1, byteOffset: 0)
      return (row, raw)
    }
    return EventBatch(blocks: RowBlocks.blocks(of: rows), quarantined: [], sourceEnd: end)
  }

  private static func json(of rise: GPUPeakRise) -> JSONValue {
    .members([
      "usage_id": .string(rise.event.usageID), "project_id": .string(rise.ownerDay.projectID),
      "hardware_tier": .string(rise.ownerDay.hardwareTier), "day": .string(rise.ownerDay.day.date.text),
      "gpus_peak_before": .integer(rise.from), "gpus_peak": .integer(rise.to),
      "reached_at": .string(rise.reachedAt.text), "record_count": .integer(rise.recordCount),
      "record_ids": .array(rise.recordIDs.map { .string($0) }),
    ])
  }
}
