import Billing
import Metering
import Jobs
import StrictJSON
import Testing

@testable import UsageRecordDecoding

@Suite("Our own records")
struct NDJSONRecordsTests {
  private static let plain =
    #"{"record_id":"r1","project_id":"proj-1","hardware_tier":"h100","gpu_count":2,"#
    + #""start":"2026-10-26T10:15:00Z","end":"2026-10-26T12:00:00.250Z"}"#

  @Test("a record becomes one event for each UTC hour, exact to the millisecond")
  func hours() throws {
    let decoded = try Decoded(Self.plain, .ndjson)
    #expect(
      decoded.usageIDs == ["gpu:r1@2026-10-26T10", "gpu:r1@2026-10-26T11", "gpu:r1@2026-10-26T12"])
    #expect(decoded.gpuMilliseconds == [5_400_000, 7_200_000, 500])
    #expect(decoded.rows[1].event.timestamp.text == "2026-10-26T11:00:00Z")
  }

  @Test("a posted row holds the record's own line, byte for byte, inside what it became")
  func keepsLine() throws {
    let ledger = try RecordLedger()
    let spaced = Self.plain.replacing(",", with: ", ")
    try ledger.bring(spaced + "\n", .ndjson)
    let event = try #require(try ledger.events.first { $0.usageID == "gpu:r1@2026-10-26T12" })
    let text = String(decoding: event.rawBytes, as: UTF8.self)
    #expect(text.hasSuffix(",\"record\":\(spaced)}"))
    let json = try JSONReader.read(event.rawBytes)
    #expect(json["gpu_milliseconds"]?.number == "500" && json["start"]?.string == "2026-10-26T12:00:00Z")
  }

  @Test(
    "a record that contradicts itself, or is none, is refused with its reason",
    arguments: [
      (#""gpu_count":2"#, #""gpu_count":2,"gpu_milliseconds":12600501"#, QuarantineReason.inconsistent),
      (#""gpu_count":2"#, #""gpu_count":2,"device_uuids":["GPU-1"]"#, .inconsistent),
      (#""gpu_count":2"#, #""device_uuids":["GPU-1","1"]"#, .inconsistent),
      (#""gpu_count":2"#, #""device_uuids":[]"#, .fieldMistyped),
      (#""gpu_count":2"#, #""device_uuid":"a","device_uuids":["b"]"#, .inconsistent),
      (#""gpu_count":2"#, #""gpu_count":0"#, .numberOutOfRange),
      (#""gpu_count":2"#, #""gpu_count":2.0"#, .numberOutOfRange),
      (#""gpu_count":2"#, #""gpu_count":"2""#, .fieldMistyped),
      (#""gpu_count":2,"#, "", .fieldMissing),
      (#""gpu_count":2"#, #""gpu_count":2,"observed_fraction":0.98"#, .inconsistent),
      (#""gpu_count":2"#, #""gpu_count":2,"org_id":"contoso""#, .inconsistent),
      (#""r1""#, #""""#, .identifierInvalid), (#""r1""#, #""a\nb""#, .identifierInvalid),
      (".250Z", ".2505Z", .timestampInvalid), (".250Z", "", .timestampInvalid),
      ("2026-10-26T12", "2026-10-26T09", .inconsistent),
      ("2026-10-26T12", "2028-10-26T12", .timestampInvalid),
      ("2026-10-26T10", "1999-10-26T10", .timestampInvalid), ("}", "", .notJSON),
    ])
  func refuses(found: String, changed: String, reason: QuarantineReason) throws {
    let line = Self.plain.replacing(found, with: changed, maxReplacements: 1)
    let decoded = try Decoded(line, .ndjson)
    #expect(decoded.rows.isEmpty, "\(line)")
    #expect(decoded.quarantined.map(\.reason) == [reason], "\(line)")
    #expect(decoded.quarantined.first?.rawBytes == Array(line.utf8))
  }

  @Test("numbers that say the same as the interval are accepted")
  func controls() throws {
    let line = Self.plain.replacing(
      #""gpu_count":2"#,
      with: #""gpu_count":2,"gpu_milliseconds":12600500,"observed_fraction":1.0,"org_id":"northwind""#)
    #expect(try Decoded(line, .ndjson).gpuMilliseconds.reduce(0, +) == 12_600_500)
  }

  @Test("an owner and a model stand for project and tier, as the maps say")
  func maps() throws {
    let line = Self.plain
      .replacing(#""project_id":"proj-1""#, with: #""owner":"vision""#)
      .replacing(#""hardware_tier":"h100""#, with: #""model_name":"NVIDIA H200""#)
    let event = try #require(try Decoded(line, .ndjson).rows.first).event
    #expect(event.projectID == "proj-2" && event.hardwareTier == "h200" && event.modelName == "NVIDIA H200")
    #expect(event.currency == .usd && event.providers == nil && event.claim.isEmpty)
  }

  @Test("what is kept of a record that has no line of its own reads back as the same record")
  func canonical() throws {
    let text = try fixture("dcgm.json")
    let drafted = try SampledRecords(format: .dcgm, rules: .sample).read(Array(text.utf8))
    #expect(!drafted.records.isEmpty)
    for record in drafted.records {
      let draft = try record.content.get()
      var again = try NDJSONRecords.decode(record.ownBytes[...]).get()
      again.ownerWord = draft.ownerWord
      #expect(again == draft)
    }
  }
}
