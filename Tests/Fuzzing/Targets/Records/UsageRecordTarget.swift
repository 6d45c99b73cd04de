import Billing

@testable import UsageRecordDecoding

extension FuzzTarget {
  /// Files of GPU usage records, a target for each format.
  static let usageRecords: [FuzzTarget] = UsageRecordFormat.allCases.map { format in
    FuzzTarget(name: "records-\(format.rawValue)", words: words(of: format)) { bytes throws(BrokenRule) in
      try RecordRule(format: format, rules: recordRules(of: format)).check(bytes)
    }
  }

  /// Settings that know some of the owners and models of the kept inputs.
  static func recordRules(of format: UsageRecordFormat) -> UsageRecordRules {
    guard let dollar = Currency(code: "USD") else { preconditionFailure("USD is a currency") }
    var rules = UsageRecordRules(defaultCurrency: dollar)
    rules.projectOfOwner = ["inference": "proj-1", "vision": "proj-2"]
    rules.tierOfModel = [
      "h100": "h100", "NVIDIA H100 80GB HBM3": "h100", "NVIDIA H200": "h200", "NVIDIA A100-SXM4-80GB": "a100",
    ]
    rules.customerOfProject = ["proj-1": "northwind"]
    // Its series name no owner.
    if format == .nvidiaGPUExporter { rules.project = "proj-1" }
    return rules
  }

  private static func words(of format: UsageRecordFormat) -> [String] {
    switch format {
    case .slurm:
      [
        "JobIDRaw|Cluster|Account|User|Partition|State|Start|End|ElapsedRaw|AllocTRES", "COMPLETED",
        "RUNNING",
        "CANCELLED by 1001", "Unknown", "gres/gpu:h100=4", "gres/gpu=8", "billing=1,cpu=2,",
        "2026-10-26T01:00:00",
        "1792987200", "_12.batch", "|", "\n", "3600", "1-00:00:00", "18446744073709551615",
      ]
    case .ndjson:
      [
        "\"record_id\":\"r\"", "\"project_id\":\"p\"", "\"owner\":\"inference\"",
        "\"hardware_tier\":\"h100\"",
        "\"model_name\":", "\"device_uuids\":[\"GPU-1\"]", "\"gpu_count\":2",
        "\"start\":\"2026-10-26T01:00:00Z\"",
        "\"end\":\"2026-10-26T02:00:00.001Z\"", "\"shared\":true", "\"org_id\":", "\"allocation\":", "+02:00",
        "{", "}",
      ]
    case .dcgm, .nvidiaGPUExporter:
      [
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[", "\"metric\":{",
        "\"values\":[[",
        "\"__name__\":\"DCGM_FI_DEV_GPU_UTIL\"", "\"__name__\":\"nvidia_smi_gpu_info\"", "\"UUID\":\"GPU-1\"",
        "\"uuid\":\"", "\"GPU_I_ID\":\"3\"", "\"modelName\":\"NVIDIA H100 80GB HBM3\"",
        "\"namespace\":\"inference\"",
        "\"name\":\"NVIDIA H200\"", "1792987260,\"37\"]", "1792987260.5", "\"NaN\"", "]]}",
      ]
    case .openCost:
      [
        "{\"code\":200,\"data\":[{", "\"gpuHours\":1.0", "\"gpuCount\":1", "\"window\":{\"start\":",
        "\"minutes\":60",
        "\"start\":\"2026-10-26T01:00:00Z\"", "\"end\":\"2026-10-26T02:00:00Z\"",
        "\"properties\":{\"namespace\":",
        "\"labels\":{", "\"providerID\":", "__idle__", "__unmounted__", "0.33333", "1e-5", "}}]}",
      ]
    }
  }
}

/// What every file of records keeps, whatever its format.
private struct RecordRule {
  let format: UsageRecordFormat
  let rules: UsageRecordRules

  /// Rows of a year make a run slow and show nothing that those of a week do not.
  private static let hourCountMax = 50
  private static let checkedRecordCountMax = 8

  func check(_ bytes: [UInt8]) throws(BrokenRule) -> FuzzTarget.Outcome {
    let file: DraftedFile
    do throws(SourceError) {
      file = try UsageRecordReading(format: format, rules: rules).read(bytes, path: "records")
    } catch {
      try BrokenRule.unless(!error.description.isEmpty, "refused without a word")
      return .refused
    }
    var lastLine = 0
    for record in file.records {
      try BrokenRule.unless(record.line >= lastLine, "line \(record.line) follows line \(lastLine)")
      lastLine = record.line
    }
    try BrokenRule.unless(file.notes.allSatisfy { !$0.isEmpty }, "a note without a word")
    // A line of Slurm's is a record for each of its models; what is kept of one is the line, refused while any is.
    let refused = Set(file.records.filter { !isMapped($0) }.map(\.byteOffset))
    var isAnyPosted = false
    for record in file.records.prefix(Self.checkedRecordCountMax)
    where try isPosted(record, isWhole: !refused.contains(record.byteOffset)) {
      isAnyPosted = true
    }
    return isAnyPosted ? .accepted : .refused
  }

  /// That a fault has a sentence is checked with the record itself; here it only makes its line one that is refused.
  private func isMapped(_ drafted: DraftedRecord) -> Bool {
    (try? RecordMapping(rules: rules).record(try drafted.content.get())) != nil
  }

  /// Whether the record makes rows: they bill exactly its GPUs for exactly its interval. Else it has a sentence.
  private func isPosted(_ drafted: DraftedRecord, isWhole: Bool) throws(BrokenRule) -> Bool {
    let record: GPUUsageRecord
    do throws(UsageRecordFault) {
      record = try RecordMapping(rules: rules).record(try drafted.content.get())
    } catch {
      try BrokenRule.unless(!error.detail.isEmpty, "quarantined without a word")
      _ = UsageRecordRetry.isRecord(drafted.ownBytes)
      return false
    }
    try BrokenRule.unless(
      (1...UsageRecordLimits.gpuCountMax).contains(record.gpuCount)
        && record.interval.milliseconds <= UsageRecordLimits.intervalMillisecondsMax,
      "\(record.gpuCount) GPUs for \(record.interval.milliseconds) ms")
    guard record.interval.hourly.count <= Self.hourCountMax else { return true }
    let rows = RecordRows.rows(of: record, in: drafted)
    let billed = rows.reduce(Int128(0)) { $0 + Int128($1.row.event.amounts.gpuMilliseconds) }
    try BrokenRule.unless(
      billed == Int128(record.gpuCount) * Int128(record.interval.milliseconds),
      "\(billed) GPU milliseconds of \(record.gpuCount) GPUs for \(record.interval.milliseconds) ms")
    try BrokenRule.unless(
      Set(rows.map(\.row.event.usageID)).count == rows.count
        && Set(rows.map(\.row.event.timestamp.hour)).count == rows.count, "two rows of one hour")
    // Each of them makes all of the record's rows again.
    for (row, rawBytes) in [rows.first, rows.last].compactMap(\.self) where isWhole {
      try check(row, rawBytes)
    }
    return true
  }

  /// What is kept of a row gives the row again, and is strict JSON.
  private func check(_ row: EventRow, _ rawBytes: [UInt8]) throws(BrokenRule) {
    try BrokenRule.unless(!row.holds.isEmpty, "a row that holds nothing")
    try BrokenRule.unless(NaiveJSON.accepts(rawBytes, depthMax: 65), "raw bytes that are no strict JSON")
    try BrokenRule.unless(UsageRecordRetry.isRecord(rawBytes), "raw bytes that are no record")
    let again: [(row: EventRow, rawBytes: [UInt8])]
    switch UsageRecordRetry.rows(rawBytes, rules: rules, line: 1, byteOffset: 0) {
    case .success(let rows): again = rows
    case .failure(let refusal): throw BrokenRule("raw bytes are refused: \(refusal.detail)")
    }
    try BrokenRule.unless(
      again.contains { $0.row.key == row.key && $0.row.contentDigest == row.contentDigest },
      "raw bytes are another row than \(row.event.usageID)")
  }
}
