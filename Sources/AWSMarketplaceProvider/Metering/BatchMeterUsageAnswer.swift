import Billing
import HTTPTransport
import StrictJSON

/// What an answer to BatchMeterUsage says, before anything is decided about it. Pure.
enum BatchMeterUsageAnswer: Hashable {
  /// The request was processed: one verdict a sent record, in the order they were sent, where in the body its entry
  /// stands, and what else was in the answer, in words for people.
  case processed([RecordVerdict], entries: [Range<Int>?], foreignRecords: [String])
  /// The request was refused as a whole, provably without effect.
  case refused(AWSErrorType)
  /// Provably without effect, by other signs than an error's name: never sent, or 429.
  case notProcessed(String)
  /// Nobody knows what AWS did.
  case ambiguous(String)

  /// Reads an outcome for the records `sent`, each a frozen usage record.
  static func read(_ outcome: HTTPOutcome, sent: [[UInt8]]) -> BatchMeterUsageAnswer {
    switch outcome {
    case .failed(let failure):
      let words = "no answer (\(failure.cause)): \(failure.detail)"
      return failure.nothingWasSent ? .notProcessed(words) : .ambiguous(words)
    case .answered(let response):
      if response.status == 200 { return processed(response, sent: sent) }
      return refusal(response)
    }
  }

  private static func refusal(_ response: HTTPResponse) -> BatchMeterUsageAnswer {
    guard response.status < 500 else { return .ambiguous("AWS answered \(response.status)") }
    guard let error = AWSErrorType(response), response.status >= 400 else {
      if response.status == 429 { return .notProcessed("AWS answered 429 without naming an error") }
      return .ambiguous(
        "the answer was \(response.status) and names no AWS error; is the endpoint AWS, or a proxy before it?"
      )
    }
    if error.meaning == .serverFailed {
      return .ambiguous("AWS answered \(response.status) \(error.sentence)")
    }
    return .refused(error)
  }

  private static func processed(_ response: HTTPResponse, sent: [[UInt8]]) -> BatchMeterUsageAnswer {
    let body: JSONValue
    let entries: [Range<Int>]
    do throws(JSONError) {
      body = try JSONReader.read(response.body)
      entries = try JSONReader.elementRanges(of: "Results", in: response.body)
    } catch {
      return .ambiguous("AWS answered 200, but its body is \(QuotedText.line(error.description))")
    }
    guard body["Results"] != nil || body["UnprocessedRecords"] != nil else {
      return .ambiguous("AWS answered 200, but its body has neither Results nor UnprocessedRecords")
    }
    var matching = RecordMatching(sent: sent)
    for (result, entry) in zip(body["Results"]?.array ?? [], entries) {
      matching.take(result: result, at: entry)
    }
    for record in body["UnprocessedRecords"]?.array ?? [] { matching.take(unprocessed: record) }
    return .processed(
      matching.verdicts, entries: matching.entries, foreignRecords: matching.foreignRecords)
  }
}
