package import Billing
import StrictJSON

/// Reads the content of one file of records.
struct UsageRecordReading {
  let format: UsageRecordFormat
  let rules: UsageRecordRules

  /// What the file holds; `SourceError.damaged` when it is no file of that format at all.
  func read(_ content: [UInt8], path: String) throws(SourceError) -> DraftedFile {
    do throws(PrometheusRange.Refusal) {
      switch format {
      case .slurm: return SlurmRecords.read(content)
      case .ndjson: return NDJSONRecords.read(content)
      case .dcgm, .nvidiaGPUExporter: return try SampledRecords(format: format, rules: rules).read(content)
      case .openCost: return try OpenCostRecords.read(content)
      }
    } catch {
      throw .damaged(path: path, detail: "as \(format.rawValue): \(error.detail)")
    }
  }
}

/// Decodes what the quarantine keeps of a record, once its cause is gone.
package enum UsageRecordRetry {
  /// Why the bytes are still no record.
  package struct Refusal: Error, Hashable, Sendable {
    /// The sentence a person reads.
    package let detail: String
  }

  /// Whether the bytes are those of a usage record, and not of a usage event.
  package static func isRecord(_ bytes: [UInt8]) -> Bool {
    guard isJSON(bytes) else { return bytes.count { $0 == UInt8(ascii: "|") } == 9 }
    guard case .success(let object) = StoredRecord.object(bytes) else { return false }
    return object["record_id"] != nil || object["record"] != nil
  }

  /// Whether the bytes are an object of JSON, which may stand behind spaces, and not a line of Slurm's.
  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
  }

  /// The rows of the record, each with its raw bytes.
  package static func rows(
    _ bytes: [UInt8], rules: UsageRecordRules, line: Int, byteOffset: Int
  ) -> Result<[(row: EventRow, rawBytes: [UInt8])], Refusal> {
    do throws(UsageRecordFault) {
      let own = StoredRecord.ownBytes(bytes)
      let results =
        isJSON(own) ? [NDJSONRecords.decode(own[...])] : SlurmRecords.decode(own[...])
      var rows: [(row: EventRow, rawBytes: [UInt8])] = []
      for result in results {
        let drafted = DraftedRecord(
          line: line, byteOffset: byteOffset, endByteOffset: byteOffset, ownBytes: own, content: result)
        rows += RecordRows.rows(of: try RecordMapping(rules: rules).record(try result.get()), in: drafted)
      }
      return .success(rows)
    } catch {
      return .failure(Refusal(detail: error.detail))
    }
  }

  /// The rows as a batch that a store posts.
  package static func batch(of rows: [(row: EventRow, rawBytes: [UInt8])]) -> EventBatch {
    EventBatch(blocks: RowBlocks.blocks(of: rows), quarantined: [], sourceEnd: SourcePosition())
  }
}
