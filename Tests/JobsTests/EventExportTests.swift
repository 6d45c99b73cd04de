import Billing
import Jobs
import StrictJSON
import Testing

@Suite("A line of the export")
struct EventExportTests {
  private func line(_ row: String, dispatches: [EventDispatch] = []) throws -> String {
    let event = PostedEvent(
      usageID: "use_d1_abc", hour: UTCHour(index: 494_400), rawBytes: Array(row.utf8), source: "-",
      postedAt: ManualClock.night, dispatches: dispatches)
    return String(decoding: try EventExport.line(for: event), as: UTF8.self)
  }

  @Test("The row's own members keep their text and order; a derived usage id comes first")
  func members() throws {
    #expect(
      try line(#"{"b": 1.50e3, "a": "é\n", "c": [null, {"x": 0.10}]}"#)
        == #"{"usage_id":"use_d1_abc","b":1.50e3,"a":"é\n","c":[null,{"x":0.10}],"dispatch_results":[]}"#)
    #expect(
      try line(#"{"a":1,"usage_id":"given","b":2}"#)
        == #"{"a":1,"usage_id":"given","b":2,"dispatch_results":[]}"#)
    #expect(
      try line(#"{"usage_id":null,"a":1}"#) == #"{"usage_id":"use_d1_abc","a":1,"dispatch_results":[]}"#)
  }

  @Test("Old dispatch results give way to the ledger's, at the end")
  func dispatches() throws {
    let dispatch = EventDispatch(
      provider: ProviderID("aws"), meterID: "m", state: .skipped, message: "no credentials", itemID: "ag1_x",
      dispatchedAt: nil)
    let text = try line(#"{"dispatch_results":[{"provider":"old"}],"a":1}"#, dispatches: [dispatch])
    #expect(!text.contains("old"))
    let results = try JSONReader.read(Array(text.utf8))["dispatch_results"]?.array
    #expect(results?.map { $0["status"]?.string } == ["skipped"])
    #expect(results?.map { $0["message"]?.string } == ["no credentials"])
    #expect(results?.map { $0["dispatched_at"] } == [.null])
  }
}
