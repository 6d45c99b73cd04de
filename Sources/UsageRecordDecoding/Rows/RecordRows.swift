import Billing
import Hashing
import StrictJSON

/// A record as rows of a batch: one for each UTC hour it touches.
enum RecordRows {
  /// Part of every content digest: a new way to compute it is a new version.
  private static let digestDomain = "agnitra-billing gpu usage 1"

  static func rows(of record: GPUUsageRecord, in drafted: DraftedRecord) -> [(
    row: EventRow, rawBytes: [UInt8]
  )] {
    record.hourlyUsage.map { event, holds in
      let row = EventRow(
        event: event, key: key(of: event.usageID), contentDigest: digest(of: event, holds),
        line: drafted.line, byteOffset: drafted.byteOffset, holds: holds)
      return (row, rawBytes(of: event, holds, in: drafted))
    }
  }

  static func key(of usageID: String) -> EventKey { EventKey(digestPrefix: Digest256(of: usageID).bytes) }

  /// Over everything that is billed or held. The currency is left out: it is the catalog's, not the record's.
  private static func digest(of event: UsageEvent, _ holds: [GPUHold]) -> EventKey {
    var content: [JSONValue] = [
      .string(digestDomain), .string(event.usageID), .string(event.projectID), .string(event.hardwareTier),
      .string(event.modelName), .integer(event.amounts.gpuMilliseconds),
    ]
    for hold in holds {
      content += [
        .string(hold.resource), .integer(hold.gpuCount), .bool(hold.isShared),
        .integer(hold.interval.start.microseconds), .integer(hold.interval.end.microseconds),
      ]
    }
    return EventKey(digestPrefix: Digest256(of: JSONWriter.compact(.array(content))).bytes)
  }

  /// One JSON object: what the event is, and the record's own bytes. A record that is JSON is kept byte for byte, any
  /// other line as a text.
  private static func rawBytes(
    of event: UsageEvent, _ holds: [GPUHold], in drafted: DraftedRecord
  ) -> [UInt8] {
    let interval = holds.first?.interval
    let head = JSONValue.members([
      "usage_id": .string(event.usageID), "project_id": .string(event.projectID),
      "hardware_tier": .string(event.hardwareTier),
      "start": interval.map { .string($0.start.text) } ?? .null,
      "end": interval.map { .string($0.end.text) } ?? .null,
      "gpu_milliseconds": .integer(event.amounts.gpuMilliseconds),
    ])
    let isJSON = drafted.ownBytes.first == UInt8(ascii: "{")
    let own =
      isJSON
      ? drafted.ownBytes : JSONWriter.compact(.string(String(decoding: drafted.ownBytes, as: UTF8.self)))
    return JSONWriter.compact(head).dropLast() + Array(#","record":"#.utf8) + own + Array("}".utf8)
  }
}
