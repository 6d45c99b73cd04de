import Billing

/// The output of `sacct`. Lines without GPUs, and jobs that held them for no time, are no records and are counted.
enum SlurmRecords {
  static func read(_ content: [UInt8]) -> DraftedFile {
    var file = DraftedFile()
    let lines = RecordLines.lines(of: content)
    var jobCountWithoutGPUs = 0
    for line in lines where !RecordLines.isBlank(line.bytes) {
      let ownBytes = Array(line.bytes.prefix(UsageRecordLimits.lineByteCountMax))
      let results = decode(line.bytes)
      if results.isEmpty { jobCountWithoutGPUs += 1 }
      for result in results {
        file.records.append(
          DraftedRecord(
            line: line.number, byteOffset: line.byteOffset, endByteOffset: line.endByteOffset,
            ownBytes: ownBytes, content: result))
      }
    }
    if jobCountWithoutGPUs > 0 {
      file.notes.append("\(jobCountWithoutGPUs) lines hold no GPUs, or for no time, and are no records")
    }
    file.end = SourcePosition(byteOffset: content.count, lineCount: lines.count)
    return file
  }

  /// The records of one line, or why it has none.
  static func decode(_ bytes: ArraySlice<UInt8>) -> [Result<RecordDraft, UsageRecordFault>] {
    guard let text = String(validating: bytes, as: UTF8.self), !text.unicodeScalars.contains("\u{0}") else {
      return [
        .failure(UsageRecordFault(.notARecord, "the line is no UTF-8; accepted is what sacct -P writes"))
      ]
    }
    do throws(UsageRecordFault) {
      let line = try SlurmLine(text)
      return line.isHeader ? [] : try line.drafts().map { .success($0) }
    } catch {
      return [.failure(error)]
    }
  }
}
