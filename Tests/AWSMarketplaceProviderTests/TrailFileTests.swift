import Billing
import Testing

@testable import AWSMarketplaceProvider

@Suite("Files of a trail")
struct TrailFileTests {
  private func read(_ text: String) throws(TrailError) -> MeteringTrail {
    var trail = MeteringTrail()
    try trail.add(Array(text.utf8), file: "trail.json")
    return trail
  }

  private func refusalWords(_ text: String) -> String? {
    do throws(TrailError) {
      _ = try read(text)
      return nil
    } catch {
      return error.description
    }
  }

  private static let other =
    #"{"eventSource":"s3.amazonaws.com","eventName":"GetObject","requestParameters":{"key":"a","Key":"b"}}"#

  @Test("log files, what lookup-events prints, and one record a line are read; other calls are passed over")
  func forms() throws {
    let call = CallDraft().text
    let embedded = call.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    for text in [
      #"{"Records":[\#(Self.other),\#(call)]}"#, "\(Self.other)\n\n\(call)\r\n", call,
      #"{"Events":[{"EventId":"e","Username":"u","CloudTrailEvent":"\#(embedded)"}]}"#,
    ] {
      #expect(try read(text).callCount == 1, "\(text)")
    }
    #expect(try read(#"{"Events":[]}"#).callCount == 0)
    #expect(try read(#"{"Records":[\#(Self.other)]}"#).callCount == 0)
  }

  @Test("the number of a record is its place in the file, or its line")
  func numbers() throws {
    let item = try Made.item("ag1_x", Made.bucket())
    for text in [
      #"{"Records":[\#(Self.other),\#(CallDraft().text)]}"#, "\(Self.other)\n\(CallDraft().text)",
    ] {
      #expect(try read(text).tells(of: item).counted.first?.place.contains("trail.json record 2,") == true)
    }
  }

  @Test("a page of several is not complete")
  func pages() throws {
    let trail = try read(#"{"Events":[],"NextToken":"more"}"#)
    #expect(trail.notes == ["trail.json is one page of several (NextToken)"])
    #expect(try read(#"{"Events":[],"NextToken":null}"#).notes.isEmpty)
  }

  @Test(
    "what is no trail is refused with the file, the record, what was found and what is accepted",
    arguments: [
      ("", "trail.json is no trail: found not strict JSON"), ("[]", "neither Records nor Events"),
      (#"{"Records":{}}"#, "neither Records nor Events"),
      (#"{"Records":[1]}"#, "record 1: found no eventSource"),
      (#"{"Events":[{}]}"#, "record 1: found no CloudTrailEvent"),
      (#"{"Events":[{"CloudTrailEvent":"{"}]}"#, "record 1: found not strict JSON"),
      ("{\"eventName\":\"a\",\"eventSource\":\"b\"}\n{", "record 2: found not strict JSON"),
      (CallDraft(eventTime: "yesterday").text, "an eventTime that is none"),
      (CallDraft(region: "").text, "awsRegion"),
      (
        CallDraft(sent: CallDraft.usageRecord.replacing("Nov 21, 2026 5:00:00 PM", with: "21.11.2026 17:00"))
          .text,
        "timestamp 21.11.2026 17:00"
      ),
      (
        CallDraft(sent: #"{"timestamp":"Nov 21, 2026 5:00:00 PM","dimension":"gpu_hours"}"#).text,
        "does not tell its bucket"
      ),
      (
        CallDraft(sent: CallDraft.usageRecord.replacing(#"{"t"#, with: #"{"Dimension":"x","t"#)).text,
        "two spellings"
      ),
    ])
  func refused(text: String, words: String) throws {
    let refusal = try #require(refusalWords(text), "\(text) was read")
    #expect(refusal.contains(words), "\(refusal)")
    #expect(refusal.hasPrefix("trail.json"), "\(refusal)")
    #expect(refusal.contains("accepted"), "\(refusal)")
    #expect(refusal.contains("Nothing was decided"), "\(refusal)")
  }

  @Test("a file that is refused leaves nothing of it behind")
  func whole() throws {
    var trail = MeteringTrail()
    #expect(throws: TrailError.self) {
      try trail.add(Array(#"{"Records":[\#(CallDraft().text),1]}"#.utf8), file: "trail.json")
    }
    #expect(trail.callCount == 0)
  }

  @Test(
    "Java's times",
    arguments: [
      ("Apr 19, 2018 4:32:50 PM", "2018-04-19T16:32:50Z"),
      ("Nov 1, 2026 12:00:00 AM", "2026-11-01T00:00:00Z"),
      ("Nov 1, 2026, 12:59:59\u{202F}PM", "2026-11-01T12:59:59Z"),
      ("Feb 29, 2028 1:02:03 AM", "2028-02-29T01:02:03Z"),
      ("Feb 29, 2027 1:02:03 AM", nil), ("Apr 19, 2018 16:32:50 PM", nil), ("Apr 19, 2018 0:32:50 AM", nil),
      ("Apr 19, 2018 4:32 PM", nil), ("April 19, 2018 4:32:50 PM", nil), ("Apr 19, 18 4:32:50 PM", nil),
      ("Apr +9, 2018 4:32:50 PM", nil), ("4:32:50 PM", nil), ("", nil),
    ])
  func times(text: String, expected: String?) {
    #expect(TrailSpelling.instant(text)?.text == expected)
  }
}
