import Billing
import Metering
import Jobs
import Testing

@testable import UsageRecordDecoding

@Suite("Active GPUs and licences")
struct PeakTests {
  private func record(_ id: String, gpus: String, _ start: String, _ end: String, more: String = "") -> String
  {
    #"{"record_id":"\#(id)","project_id":"proj-1","hardware_tier":"h100",\#(gpus),"#
      + #""start":"2026-10-\#(start):00Z","end":"2026-10-\#(end):00Z"\#(more)}"# + "\n"
  }

  private func peaks(_ ledger: RecordLedger) throws -> [String] {
    try ledger.events.map(\.usageID).filter { $0.hasPrefix("gpus-peak:") }
  }

  @Test(
    "the peak of a day is the most GPUs at one instant, and ends free what begins",
    arguments: LedgerKind.allCases)
  func peak(kind: LedgerKind) throws {
    let ledger = try RecordLedger(kind)
    try ledger.bring(
      record("r1", gpus: #""gpu_count":4"#, "26T10:00", "26T12:00")
        + record("r2", gpus: #""gpu_count":3"#, "26T12:00", "26T13:00")
        + record("r3", gpus: #""device_uuids":["a","b"]"#, "26T11:30", "26T11:45"), .ndjson)
    #expect(try peaks(ledger) == ["gpus-peak:proj-1:h100:2026-10-26:0-6"])
    let summary = try #require(try ledger.reading("2026-10-26").summaries.first)
    #expect(summary.peakOfDay.map(\.value) == [6])
    let event = try #require(try ledger.events.first { $0.usageID.hasPrefix("gpus-peak:") })
    let text = String(decoding: event.rawBytes, as: UTF8.self)
    #expect(
      text.contains(#""reached_at":"2026-10-26T11:30:00Z""#) && text.contains(#"["r1","r3"]"#), "\(text)")
    #expect(try ledger.store.audit().broken == [])
  }

  @Test("a later import adds only what the peak rose, whatever the order", arguments: LedgerKind.allCases)
  func rises(kind: LedgerKind) throws {
    let ledger = try RecordLedger(kind)
    try ledger.bring(record("r1", gpus: #""gpu_count":2"#, "26T10:00", "26T12:00"), .ndjson)
    try ledger.bring(record("r2", gpus: #""gpu_count":1"#, "26T14:00", "26T15:00"), .ndjson)
    try ledger.bring(record("r3", gpus: #""gpu_count":5"#, "26T11:00", "27T02:00"), .ndjson)
    #expect(
      try peaks(ledger) == [
        "gpus-peak:proj-1:h100:2026-10-26:0-2", "gpus-peak:proj-1:h100:2026-10-26:2-7",
        "gpus-peak:proj-1:h100:2026-10-27:0-5",
      ])
    let day = GPUOwnerDay(projectID: "proj-1", hardwareTier: "h100", day: UTCHour(index: 498_048))
    #expect(try ledger.store.postedPeak(of: day) == 7)
    try ledger.bring("", .ndjson)
    #expect(try peaks(ledger).count == 3)
  }

  @Test("a device that several share counts once")
  func shared() throws {
    let ledger = try RecordLedger()
    let shared = #","shared":true"#
    try ledger.bring(
      record("r1", gpus: #""device_uuid":"a""#, "26T10:00", "26T12:00", more: shared)
        + record("r2", gpus: #""device_uuid":"a""#, "26T11:00", "26T12:00", more: shared), .ndjson)
    #expect(try peaks(ledger) == ["gpus-peak:proj-1:h100:2026-10-26:0-1"])
  }

  @Test("more devices in a month than are licensed are a break that names them, and nothing is billed for it")
  func licences() throws {
    let ledger = try RecordLedger()
    ledger.catalog = Catalog(
      version: "2", hardwareTiers: ["h100"], projects: Array(ledger.catalog.projects.values), meters: [],
      prices: [], routes: [],
      licences: [GPULicence(customerID: "northwind", hardwareTier: "h100", gpuCount: 2)])
    let within = try ledger.bring(
      record("r1", gpus: #""device_uuids":["a","b"]"#, "01T10:00", "01T12:00"), .ndjson)
    #expect(within.licenceBreaks.isEmpty && within.exitStatus == .done)
    let counted = try ledger.bring(record("r2", gpus: #""gpu_count":9"#, "02T10:00", "02T12:00"), .ndjson)
    #expect(counted.licenceBreaks.isEmpty, "GPUs without a UUID are never guessed")
    let beyond = try ledger.bring(record("r3", gpus: #""device_uuid":"c""#, "26T10:00", "26T12:00"), .ndjson)
    #expect(beyond.licenceBreaks.map(\.devices) == [["GPU-a", "GPU-b", "GPU-c"]])
    #expect(beyond.exitStatus == .breaks)
    #expect(try ledger.bring("", .ndjson).exitStatus == .breaks, "a break stays until somebody acts")
    #expect(try ledger.reading("2026-10").licenceBreaks.count == 1)
    #expect(try ledger.reading("2026-09").licenceBreaks.isEmpty)
  }
}
