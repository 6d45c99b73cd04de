import Billing
import ProviderTiming
import HTTPTransport
import StrictJSON
import Testing

@testable import AWSMarketplaceProvider

@Suite("Whatever AWS answers")
struct AnswerInvariantsTests {
  private struct Answered {
    var results: [JSONValue] = []
    var unprocessed: [JSONValue] = []
    var mentionCounts: [Int]
    var isSuccess: [Bool]
  }

  /// An answer that mentions records in any order, any number of times, with any status, and foreign ones.
  private func answered(_ records: [JSONValue], _ random: inout SplitMix) -> Answered {
    var answered = Answered(
      mentionCounts: Array(repeating: 0, count: records.count),
      isSuccess: Array(repeating: false, count: records.count))
    for _ in 0..<random.below(records.count * 2) {
      let index = random.below(records.count)
      answered.mentionCounts[index] += 1
      if random.below(5) == 0 {
        answered.unprocessed.append(records[index])
        continue
      }
      let status = ["Success", "Success", "Success", "DuplicateRecord", "CustomerNotSubscribed", "New"][
        random.below(6)]
      answered.isSuccess[index] = status == "Success"
      let result = JSONValue.members(["UsageRecord": records[index], "Status": .string(status)])
      answered.results.insert(result, at: random.below(answered.results.count + 1))
    }
    return answered
  }

  @Test("an item is delivered exactly when AWS lists its record once, and with Success", arguments: 1...40)
  func deliveredOnlyByItsOwnSuccess(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let items = try Made.items(1 + random.below(25))
    let records = try items.map { try JSONReader.read($0.payload.bytes) }
    let answered = answered(records, &random)
    let body = JSONWriter.compact(
      .members(["Results": .array(answered.results), "UnprocessedRecords": .array(answered.unprocessed)]))
    let cut = random.below(4) == 0 ? random.below(body.count) : body.count
    let answers = submit(items, body: Array(body[..<cut]))
    for (index, answer) in answers.enumerated() {
      let isCounted = cut == body.count && answered.mentionCounts[index] == 1 && answered.isSuccess[index]
      let isDelivered = if case .delivered = answer { true } else { false }
      #expect(isDelivered == isCounted, "\(answer)")
    }
  }

  @Test("bytes of any kind are read without a trap, and deliver nothing", arguments: 1...40)
  func noise(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let noise = (0..<random.below(400)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    for answer in submit(try Made.items(3), body: noise) {
      guard case .ambiguous = answer else {
        Issue.record("\(answer)")
        return
      }
    }
    _ = try? XMLElement.root(of: noise)
    _ = try? SharedConfigFile.sections(noise)
    _ = HTTPDate.instant(String(decoding: noise, as: UTF8.self))
  }

  private func submit(_ items: [DispatchItem], body: [UInt8]) -> [ItemAnswer] {
    let http = FakeHTTP { _ in .answered(HTTPResponse(status: 200, headers: [], body: body)) }
    return AWSMarketplaceProvider(
      configuration: AWSMarketplaceConfiguration(), environment: .keys, http: http,
      credentialHTTP: FakeHTTP.forbidden(), clock: FakeClock("2026-11-21T19:00:00Z")
    ).submit(items, notAfterNanoseconds: .max)
  }
}
