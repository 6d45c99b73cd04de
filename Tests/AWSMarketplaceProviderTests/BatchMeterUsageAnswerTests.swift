import Billing
import HTTPTransport
import StrictJSON
import Testing

@testable import AWSMarketplaceProvider

@Suite("Answers to BatchMeterUsage")
struct BatchMeterUsageAnswerTests {
  private let sent: [[UInt8]]

  init() throws {
    sent = try Made.items(3).map(\.payload.bytes)
  }

  /// The echo of record `index`, with the text of its members replaced as told.
  private func echo(_ index: Int, replacing old: String = "", with new: String = "") -> String {
    let text = String(decoding: sent[index], as: UTF8.self)
    return old.isEmpty ? text : text.replacing(old, with: new, maxReplacements: 1)
  }

  private func result(_ record: String, _ status: String) -> String {
    "{\"Status\":\"\(status)\",\"MeteringRecordId\":\"id-\(status)\",\"UsageRecord\":\(record)}"
  }

  private func read(results: [String], unprocessed: [String] = []) -> BatchMeterUsageAnswer {
    let (taken, left) = (results.joined(separator: ","), unprocessed.joined(separator: ","))
    let body = "{\"Results\":[\(taken)],\"UnprocessedRecords\":[\(left)]}"
    return .read(answer(200, body), sent: sent)
  }

  @Test("results are matched by bucket, whatever their order")
  func shuffled() {
    let read = read(
      results: [result(echo(2), "CustomerNotSubscribed"), result(echo(0), "Success")], unprocessed: [echo(1)])
    #expect(
      read.withoutEntries
        == .processed(
          [.accepted(recordID: "id-Success"), .unprocessed, .notSubscribed], entries: [], foreignRecords: []))
  }

  @Test("a receipt keeps the record's own entry of the answer, byte for byte, wherever it stands")
  func entries() throws {
    let first = result(echo(2), "Success")
    let last = "{ \"Note\":[1,{}], \(result(echo(0), "Success").dropFirst())"
    let others = "\"Other\":[{\"Results\":[]}], \"UnprocessedRecords\":[\(echo(1))]"
    let body = " {\(others), \"Results\" : [\(first) ,\n\(last) ]} "
    let response = answer(200, body)
    guard case .processed(_, let entries, []) = BatchMeterUsageAnswer.read(response, sent: sent),
      case .answered(let answered) = response
    else {
      Issue.record("the answer is readable")
      return
    }
    let evidence = AnswerEvidence(response: answered)
    let kept = entries.map { $0.map { evidence.receipt(recordID: nil, entry: $0).bodyExcerpt } }
    #expect(kept == [last, nil, first])
  }

  @Test("a record that the answer leaves out is unclear, never accepted")
  func missing() {
    guard case .processed(let verdicts, _, []) = read(results: [result(echo(1), "Success")]) else {
      Issue.record("the answer is readable")
      return
    }
    #expect(verdicts[0] == .unclear("AWS answered 200, but says nothing about this record"))
    #expect(verdicts[1] == .accepted(recordID: "id-Success"))
  }

  @Test("a record mentioned twice is unclear")
  func twice() {
    let read = read(results: (0..<3).map { result(echo($0), "Success") }, unprocessed: [echo(1)])
    guard case .processed(let verdicts, _, []) = read else {
      Issue.record("the answer is readable")
      return
    }
    #expect(verdicts[1] == .unclear("AWS answered 200, but mentions this record 2 times"))
  }

  @Test("a foreign record is named and matches nothing")
  func foreign() {
    let other = echo(0, replacing: "\"d0\"", with: "\"other\"")
    let read = read(results: (0..<3).map { result(echo($0), "Success") } + [result(other, "Success")])
    #expect(
      read.withoutEntries
        == .processed(
          Array(repeating: .accepted(recordID: "id-Success"), count: 3),
          entries: [], foreignRecords: ["dimension other, hour 2026-11-21T17"]))
  }

  @Test("an entry that is no usage record is foreign too")
  func noRecord() {
    let read = read(results: (0..<3).map { result(echo($0), "Success") } + ["{}"], unprocessed: ["[]"])
    guard case .processed(_, _, let foreignRecords) = read else {
      Issue.record("the answer is readable")
      return
    }
    #expect(foreignRecords == Array(repeating: "an entry that is no usage record", count: 2))
  }

  @Test(
    "the echo's timestamp is read in every form AWS is known to print",
    arguments: ["1795280400.0", "1.7952804E9", "1795280400.123", "\"2026-11-21T17:00:00Z\"", "1795283999"])
  func timestamps(form: String) throws {
    let one = [sent[0]]
    let body = "{\"Results\":[\(result(echo(0, replacing: "1795280400", with: form), "Success"))]}"
    #expect(
      BatchMeterUsageAnswer.read(answer(200, body), sent: one).withoutEntries
        == .processed([.accepted(recordID: "id-Success")], entries: [], foreignRecords: []))
  }

  @Test("another hour, account or licence is another bucket")
  func otherBuckets() {
    for (old, new) in [("1795280400", "1795284000"), ("000123456789", "999123456789"), ("l-0123", "l-9999")] {
      let body = "{\"Results\":[\(result(echo(0, replacing: old, with: new), "Success"))]}"
      guard
        case .processed(let verdicts, _, let foreignRecords) = BatchMeterUsageAnswer.read(
          answer(200, body), sent: [sent[0]]), foreignRecords.count == 1
      else {
        Issue.record("the echo of \(new) is foreign")
        continue
      }
      #expect(verdicts == [.unclear("AWS answered 200, but says nothing about this record")])
    }
  }

  @Test("an echo that leaves out the licence still names the record when the account says which")
  func leanEcho() {
    let record = "{\"Timestamp\":1795280400,\"Dimension\":\"d0\",\"CustomerAWSAccountId\":\"000123456789\"}"
    let body = "{\"Results\":[\(result(record, "Success"))],\"UnprocessedRecords\":[]}"
    #expect(
      BatchMeterUsageAnswer.read(answer(200, body), sent: [sent[0]]).withoutEntries
        == .processed([.accepted(recordID: "id-Success")], entries: [], foreignRecords: []))
  }

  @Test("Success for another quantity is a difference; the same value written otherwise is not")
  func echoedQuantity() {
    for (form, isSame) in [("17.420000", true), ("1.742E1", true), ("17.43", false)] {
      let body = "{\"Results\":[\(result(echo(0, replacing: "17.42", with: form), "Success"))]}"
      let read = BatchMeterUsageAnswer.read(answer(200, body), sent: [sent[0]])
      guard case .processed(let verdicts, _, []) = read else {
        Issue.record("the answer is readable")
        return
      }
      let expected: RecordVerdict =
        isSame
        ? .accepted(recordID: "id-Success")
        : .holdsAnotherQuantity("AWS accepted the quantity 17.43; we sent 17.42")
      #expect(verdicts == [expected])
    }
  }

  @Test("Success for a quantity that is no number is no proof of ours")
  func unreadableQuantity() {
    let body = "{\"Results\":[\(result(echo(0, replacing: "17.42", with: "much"), "Success"))]}"
    #expect(
      BatchMeterUsageAnswer.read(answer(200, body), sent: [sent[0]]).withoutEntries
        == .processed(
          [.unclear("AWS answered Success for the quantity much, which is no number; we sent 17.42")],
          entries: [], foreignRecords: []))
  }

  @Test("a status this program does not know is not acceptance")
  func unknownStatus() {
    guard case .processed(let verdicts, _, []) = read(results: (0..<3).map { result(echo($0), "Pending") })
    else {
      Issue.record("the answer is readable")
      return
    }
    #expect(verdicts[0] == .unclear("AWS answered with the status Pending, which this program does not know"))
  }

  @Test(
    "a 200 that is not the JSON we expect is ambiguous",
    arguments: [
      "", "<?xml version=\"1.0\"?><ListAllMyBucketsResult/>", "{}", "[]", "{\"Results\":[", "{\"ok\":true}",
      "{\"Results\":[],\"Results\":[]}", "\u{1F}\u{8B}",
    ])
  func garbage(body: String) {
    guard case .ambiguous = BatchMeterUsageAnswer.read(answer(200, body), sent: sent) else {
      Issue.record("\(body) is not an answer")
      return
    }
  }

  @Test("results of the wrong kind say nothing about any record")
  func wrongKinds() {
    let unclear = RecordVerdict.unclear("AWS answered 200, but says nothing about this record")
    for body in ["{\"Results\":{}}", "{\"Results\":null}", "{\"Results\":[1,{},null]}"] {
      guard case .processed(let verdicts, _, _) = BatchMeterUsageAnswer.read(answer(200, body), sent: sent)
      else {
        Issue.record("\(body) has Results")
        continue
      }
      #expect(verdicts == [unclear, unclear, unclear])
    }
  }

  @Test(
    "only a failure before the first byte is provably without effect",
    arguments: [
      (failure(.connectionRefused, nothingWasSent: true), true),
      (failure(.timedOut, nothingWasSent: false), false),
      (failure(.connectionLost, nothingWasSent: false), false), (answer(429, ""), true),
      (answer(500, "{}"), false),
      (answer(503, "<html>"), false), (answer(302, ""), false), (answer(403, "<html>blocked</html>"), false),
      (answer(500, "{\"__type\":\"InternalServiceErrorException\"}"), false),
    ])
  func withoutEffect(outcome: HTTPOutcome, isCertain: Bool) {
    switch BatchMeterUsageAnswer.read(outcome, sent: sent) {
    case .notProcessed: #expect(isCertain)
    case .ambiguous: #expect(!isCertain)
    case .processed, .refused: Issue.record("the outcome names no AWS error")
    }
  }

  @Test(
    "an error's name is found in every form AWS writes it",
    arguments: [
      ("{\"__type\":\"ThrottlingException\",\"message\":\"slow\"}", "ThrottlingException: slow"),
      (
        "{\"__type\":\"com.amazonaws.marketplace#InvalidTagException\",\"Message\":\"m\"}",
        "InvalidTagException: m"
      ),
      ("{\"__type\":\"DisabledApiException:http://internal.amazon.com/x\"}", "DisabledApiException"),
      (
        "{\"__type\":\"InvalidSignatureException\",\"message\":\"No match.\\n\\nThe Canonical String\"}",
        "InvalidSignatureException: No match."
      ),
    ])
  func errorName(body: String, sentence: String) throws {
    let response = HTTPResponse(status: 400, headers: [], body: Array(body.utf8))
    #expect(try #require(AWSErrorType(response)).sentence == sentence)
  }

  @Test("the header names the error when the body does not")
  func errorHeader() throws {
    let response = HTTPResponse(
      status: 400, headers: [HTTPHeader("X-Amzn-ErrorType", "ThrottlingException:http://x/")], body: [])
    #expect(try #require(AWSErrorType(response)).meaning == .throttled)
    #expect(
      AWSErrorType(HTTPResponse(status: 400, headers: [], body: Array("{\"__type\":\"\"}".utf8))) == nil)
  }
}

extension BatchMeterUsageAnswer {
  /// What it says, wherever that stands in the body.
  fileprivate var withoutEntries: Self {
    guard case .processed(let verdicts, _, let foreignRecords) = self else { return self }
    return .processed(verdicts, entries: [], foreignRecords: foreignRecords)
  }
}
