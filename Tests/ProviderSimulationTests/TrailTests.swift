import Foundation
@testable import ProviderSimulation
import StrictJSON
import Testing

@Suite("The trail of what was metered")
struct TrailTests {
  @Test("each exchange that metered something is a call; what was known already or refused is none")
  func calls() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "simulator-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("state.ndjson").path
    let bench = try Bench { $0.statePath = path }
    _ = try bench.meter(Bench.batch(Bench.record("lost")))
    try bench.simulator.reset()
    _ = bench.stripe(Bench.eventRequest("one"))
    _ = try bench.meter(Bench.batch(Bench.record("a"), Bench.record("b")))
    _ = try bench.meter(Bench.batch(Bench.record("a"), Bench.record("c")))
    _ = try bench.meter(Bench.batch(Bench.record("a")))
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let records = try #require(try MarketplaceTrail.document(statePath: path)["Records"]?.array)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before, "it only reads")
    let dimensions = records.map { record in
      record["responseElements"]?["results"]?.array?.compactMap { $0["usageRecord"]?["dimension"]?.string }
    }
    #expect(dimensions == [["a", "b"], ["c"]])
    let result = try #require(records[0]["responseElements"]?["results"]?.array?.first)
    #expect(result["status"]?.string == "Success")
    #expect(result["meteringRecordId"]?.string?.isEmpty == false)
    #expect(result["usageRecord"]?["timestamp"]?.string == "Nov 21, 2026 6:00:00 PM")
    #expect(records[0]["eventTime"]?.string == "2026-11-21T19:30:00Z")
    #expect(records[0]["requestParameters"]?["usageRecords"]?.array?.count == 2)
  }

  @Test(
    "times are printed as CloudTrail prints them",
    arguments: [
      (Int64(1_795_284_000), "Nov 21, 2026 6:00:00 PM"), (1_795_219_200, "Nov 21, 2026 12:00:00 AM"),
      (1_795_262_400, "Nov 21, 2026 12:00:00 PM"), (1_793_498_706, "Nov 1, 2026 2:05:06 AM"),
    ])
  func times(seconds: Int64, text: String) {
    #expect(UTC.trailText(seconds) == text)
  }
}
