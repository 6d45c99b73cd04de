import Billing
import EventDecoding
import Foundation
import Jobs
import UsageRecordDecoding

/// Posts rows of the quarantine that are usage events now.
struct QuarantineRetry {
  let wiring: Wiring
  let store: any Store

  /// Answers whether every row was posted; those that were not are named on standard error.
  func run(ids: [Int64], correctedPath: String?) throws(CommandFailure) -> Bool {
    let now = wiring.clock.now()
    let owner = ProcessIdentity.owner(command: "quarantine retry", at: now)
    try wiring.takeLease(on: store, owner)
    defer { store.releaseLease() }
    let record = RunRecord(
      name: "quarantine-retry", actor: ProcessIdentity.actor, reason: correctedPath ?? "", startedAt: now)
    let runID = try asking { () throws(StoreError) in try store.beginRun(record) }
    var allPosted = true
    for id in ids {
      let entry = try QuarantineCommand.entry(id, in: store)
      if let resolvedAt = entry.resolvedAt {
        Terminal.standardOutput.line("row \(id) was resolved before, \(resolvedAt)")
        continue
      }
      if [.conflict, .overlap].contains(entry.row.reason), correctedPath == nil {
        let why =
          entry.row.reason == .overlap
          ? "another record holds its GPUs" : "its usage id is posted with other content"
        Terminal.standardError.line(
          "row \(id) stays in quarantine: \(why); give the corrected row with "
            + "--with FILE, or close it with quarantine drop \(id) --reason TEXT")
        allPosted = false
        continue
      }
      let bytes = try correctedPath.map(Self.row) ?? entry.row.rawBytes
      if let refusal = try post(bytes, of: entry, runID: runID, now: now) {
        Terminal.standardError.line("row \(id) stays in quarantine: \(refusal)")
        allPosted = false
      } else {
        Terminal.standardOutput.line("row \(id) posted")
      }
    }
    let exitCode = allPosted ? ExitStatus.done.code : ExitStatus.partial.code
    try asking { () throws(StoreError) in
      try store.finishRun(runID, at: wiring.clock.now(), exitCode: exitCode, resultsJSON: "{}")
    }
    return allPosted
  }

  /// Closes rows that shall never be posted; their bytes and the reason stay.
  func drop(ids: [Int64], reason: String) throws(CommandFailure) {
    let now = wiring.clock.now()
    let owner = ProcessIdentity.owner(command: "quarantine drop", at: now)
    try wiring.takeLease(on: store, owner)
    defer { store.releaseLease() }
    let record = RunRecord(
      name: "quarantine-drop", actor: ProcessIdentity.actor, reason: reason, startedAt: now)
    let runID = try asking { () throws(StoreError) in try store.beginRun(record) }
    for id in ids where try QuarantineCommand.entry(id, in: store).resolvedAt == nil {
      try asking { () throws(StoreError) in
        try store.resolveQuarantine(id, at: now, note: "dropped: \(reason)")
      }
      Terminal.standardOutput.line("row \(id) closed: \(reason)")
    }
    try asking { () throws(StoreError) in
      try store.finishRun(runID, at: now, exitCode: ExitStatus.done.code, resultsJSON: "{}")
    }
  }

  /// Why the row still is no usage event, or `nil` once it is posted.
  private func post(
    _ bytes: [UInt8], of entry: QuarantineEntry, runID: Int64, now: Instant
  ) throws(CommandFailure) -> String? {
    let batch: EventBatch
    switch try decoded(bytes, of: entry) {
    case .failure(let refusal): return refusal.detail
    case .success(let decoded): batch = decoded
    }
    let source = SourceDescription(
      name: "quarantine row \(entry.id)", contentDigest: nil, byteCount: bytes.count)
    let tally = try asking { () throws(StoreError) in
      try store.post(batch, of: source, isLast: true, runID: runID, at: now, metering: EventMetering.cells)
    }
    guard tally.conflictCount == 0 else {
      return "its usage id is posted with other content, or another record holds its GPUs"
    }
    try asking { () throws(StoreError) in
      try store.resolveQuarantine(
        entry.id, at: now, note: tally.postedCount > 0 ? "posted" : "posted before")
    }
    return nil
  }

  private func decoded(
    _ bytes: [UInt8], of entry: QuarantineEntry
  ) throws(CommandFailure) -> Result<EventBatch, RowRefusal> {
    let (line, byteOffset) = (entry.row.line, entry.row.byteOffset)
    if UsageRecordRetry.isRecord(bytes) {
      let rules = try wiring.usageRecordRules()
      return UsageRecordRetry.rows(bytes, rules: rules, line: line, byteOffset: byteOffset)
        .map { UsageRecordRetry.batch(of: $0) }.mapError { RowRefusal(detail: $0.detail) }
    }
    var decoder = EventDecoder(rules: wiring.decodingRules)
    return decoder.decode(bytes, line: line, byteOffset: byteOffset)
      .map { EventDecoder.makeBatch(of: [(row: $0, rawBytes: bytes)]) }
      .mapError { RowRefusal(detail: $0.detail) }
  }

  private struct RowRefusal: Error { let detail: String }

  private static func row(_ path: String) throws(CommandFailure) -> [UInt8] {
    guard let content = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(.inputUnreadable, "cannot read the corrected row from \(path)")
    }
    var bytes = Array(content)
    while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
    return bytes
  }
}
