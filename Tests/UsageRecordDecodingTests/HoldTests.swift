import Billing
import Metering
import Jobs
import Testing

@testable import UsageRecordDecoding

@Suite("Nothing is held twice")
struct HoldTests {
  private func record(
    _ id: String, devices: String = #""device_uuid":"GPU-a""#, project: String = "proj-1",
    from start: String = "10:00", to end: String = "12:00", more: String = ""
  ) -> String {
    #"{"record_id":"\#(id)","project_id":"\#(project)","hardware_tier":"h100",\#(devices),"#
      + #""start":"2026-10-26T\#(start):00Z","end":"2026-10-26T\#(end):00Z"\#(more)}"# + "\n"
  }

  @Test(
    "two records of one device at one time: the second is refused and both are named",
    arguments: LedgerKind.allCases)
  func overlap(kind: LedgerKind) throws {
    let ledger = try RecordLedger(kind)
    try ledger.bring(record("r1"), .ndjson)
    let run = try ledger.bring(record("r2", project: "proj-2", from: "11:30", to: "13:00"), .ndjson)
    #expect(run.imports.first?.tally.postedCount == 1)
    #expect(run.imports.first?.tally.conflictCount == 1)
    let row = try #require(try ledger.store.quarantine(countMax: 5).first).row
    #expect(row.reason == .overlap)
    for words in ["r1", "r2", "GPU-a", "2026-10-26T11:30:00Z to 2026-10-26T12:00:00Z", "\"shared\": true"] {
      #expect(row.detail.contains(words), "\(row.detail)")
    }
    #expect(try ledger.reading("2026-10-26").summaries.map(\.gpuMilliseconds) == [7_200_000, 3_600_000])
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("of two records in one file the first one holds the device", arguments: LedgerKind.allCases)
  func overlapWithinFile(kind: LedgerKind) throws {
    let ledger = try RecordLedger(kind)
    let run = try ledger.bring(
      record("r1") + record("r2") + record("r3", from: "12:00", to: "12:30"), .ndjson)
    #expect(run.imports.first?.tally.postedCount == 3)
    #expect(run.imports.first?.tally.conflictCount == 2)
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("records that declare it share a device, and each is billed", arguments: LedgerKind.allCases)
  func sharing(kind: LedgerKind) throws {
    let ledger = try RecordLedger(kind)
    let declared = #","shared":true"#
    try ledger.bring(record("r1", more: declared) + record("r2", more: declared), .ndjson)
    #expect(try ledger.reading("2026-10-26").summaries.map(\.gpuMilliseconds) == [14_400_000])
    let silent = try ledger.bring(record("r3"), .ndjson)
    #expect(silent.imports.first?.tally.conflictCount == 2)
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("GPUs that are only counted are held by their allocation", arguments: LedgerKind.allCases)
  func countedOnly(kind: LedgerKind) throws {
    let ledger = try RecordLedger(kind)
    let job = #""gpu_count":4,"allocation":"job-7""#
    let run = try ledger.bring(
      record("r1", devices: job) + record("r2", devices: job, from: "11:00"), .ndjson)
    #expect(run.imports.first?.tally.conflictCount == 1)
    #expect(try ledger.reading("2026-10-26").summaries.map(\.gpuMilliseconds) == [28_800_000])
  }

  @Test(
    "a record that comes twice, in the same or another file, posts nothing twice",
    arguments: LedgerKind.allCases)
  func repetition(kind: LedgerKind) throws {
    let ledger = try RecordLedger(kind)
    try ledger.bring(record("r1") + record("r1"), .ndjson)
    let again = try ledger.bring(record("r1") + record("r4", devices: #""gpu_count":1"#), .ndjson)
    #expect(again.imports.first?.tally.alreadyPostedCount == 2)
    #expect(again.imports.first?.tally.conflictCount == 0)
    #expect(again.imports.first?.tally.postedCount == 2)
  }

  @Test("the same record with another end is a conflict in that hour, and new in the hours behind it")
  func extended() throws {
    let ledger = try RecordLedger(.sqlite)
    try ledger.bring(record("r1", to: "11:30"), .ndjson)
    let run = try ledger.bring(record("r1", to: "13:00"), .ndjson)
    #expect(run.imports.first?.tally.conflictCount == 1)
    #expect(run.imports.first?.tally.alreadyPostedCount == 1)
    #expect(run.imports.first?.tally.postedCount == 1)
    let row = try #require(try ledger.store.quarantine(countMax: 5).first).row
    #expect(
      row.reason == .conflict && row.detail.contains("gpu_milliseconds is `3600000` here and `1800000` there")
    )
  }

  @Test("both stores answer the same of what is held")
  func storesAgree() throws {
    let ledgers = try LedgerKind.allCases.map { try RecordLedger($0) }
    for ledger in ledgers {
      try ledger.bring(record("r1") + record("r2", devices: #""gpu_count":3"#, project: "proj-2"), .ndjson)
      try ledger.bring(try fixture("dcgm.json"), .dcgm)
    }
    let window = BillingWindow(start: UTCHour(index: 498_000), end: UTCHour(index: 499_000))
    var holds: [[StoredGPUHold]] = [[], []]
    for (index, ledger) in ledgers.enumerated() {
      try ledger.store.gpuHolds(in: window) { holds[index].append($0) }
      #expect(try ledger.store.gpuHoldNews(after: 3).ownerDays.isEmpty == false)
    }
    #expect(holds[0].count > 8 && holds[0] == holds[1])
    #expect(try ledgers[0].store.gpuHoldNews(after: 3) == ledgers[1].store.gpuHoldNews(after: 3))
    #expect(try ledgers[0].store.seenGPUs(in: window) == ledgers[1].store.seenGPUs(in: window))
    #expect(try ledgers[0].reading("2026-10-26").summaries == ledgers[1].reading("2026-10-26").summaries)
  }
}
