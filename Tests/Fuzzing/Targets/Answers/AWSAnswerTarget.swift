import Billing
import HTTPTransport
import StrictJSON

@testable import AWSMarketplaceProvider

extension FuzzTarget {
  private static let licence =
    #""CustomerAWSAccountId":"000123456789","LicenseArn":"arn:aws:license-manager::294406891311:license:l-01""#
  /// Three frozen records: two dimensions in one hour, and one of them an hour later.
  private static let sentRecords = [
    #"{"Timestamp":1795190400,"Dimension":"hours_h100",\#(licence),"QuantityAsDecimal":"1"}"#,
    #"{"Timestamp":1795190400,"Dimension":"hours_K80",\#(licence),"Quantity":3}"#,
    #"{"Timestamp":1795194000,"Dimension":"hours_h100",\#(licence),"QuantityAsDecimal":"2.5"}"#,
  ]

  static let sentBytes = sentRecords.map { Array($0.utf8) }
  // All of them are written above; one that could not be read would leave the rules of this target without an object.
  static let sentDocuments = sentRecords.compactMap { try? JSONReader.read(text: $0) }

  /// An answer to BatchMeterUsage.
  static let awsAnswers = FuzzTarget(
    name: "aws-answers",
    words: [
      "200|", "400|", "500|", "|x-amzn-errortype: ThrottlingException", "\"Status\":\"Success\"",
      "DuplicateRecord",
      "CustomerNotSubscribed", "\"Results\":[", "\"UnprocessedRecords\":[", "\"UsageRecord\":",
      "MeteringRecordId",
      "\"__type\":\"com.amazonaws#", "1.795190400E9", "1795194000", "-9223372036854.775807", "hours_h100",
      "\"Timestamp\":\"2026-11-20T00:00:00Z\"", "\"QuantityAsDecimal\":\"1.000\"", "CustomerIdentifier",
    ]
  ) { bytes throws(BrokenRule) in
    guard let response = HTTPResponse(fuzzed: bytes) else { return .refused }
    switch BatchMeterUsageAnswer.read(.answered(response), sent: sentBytes) {
    case .processed(let verdicts, let entries, let foreignRecords):
      try BrokenRule.unless(response.status == 200, "processed by status \(response.status)")
      try BrokenRule.unless(verdicts.count == sentRecords.count, "\(verdicts.count) verdicts")
      for words in foreignRecords { try PeopleText.check(words) }
      try checkVerdicts(verdicts, entries, foreignCount: foreignRecords.count, response.body)
      return verdicts.contains { if case .accepted = $0 { true } else { false } } ? .accepted : .refused
    case .refused(let error):
      try BrokenRule.unless((400...499).contains(response.status), "refused by status \(response.status)")
      try PeopleText.check(error.sentence)
    case .notProcessed(let words):
      try BrokenRule.unless(response.status == 429, "not processed, by status \(response.status): \(words)")
      try PeopleText.check(words)
    case .ambiguous(let words): try PeopleText.check(words)
    }
    return .refused
  }

  /// I18, I19: one verdict a record; every entry of the answer is about one record or foreign; accepted only by its own
  /// single success with no other quantity.
  private static func checkVerdicts(
    _ verdicts: [RecordVerdict], _ entries: [Range<Int>?], foreignCount: Int, _ body: [UInt8]
  ) throws(BrokenRule) {
    try BrokenRule.unless(sentDocuments.count == verdicts.count, "a sent record is no JSON")
    let document = try? JSONReader.read(body)
    let results = document?["Results"]?.array ?? []
    let unprocessed = document?["UnprocessedRecords"]?.array ?? []
    var mentionCount = 0
    for (verdict, (entry, sent)) in zip(verdicts, zip(entries, sentDocuments)) {
      let own = results.filter { isAbout($0["UsageRecord"], sent) }
      let count = own.count + unprocessed.filter { isAbout($0, sent) }.count
      mentionCount += count
      if case .accepted = verdict {
        try BrokenRule.unless(count == 1 && own.count == 1, "accepted, and mentioned \(count) times")
        try BrokenRule.unless(own[0]["Status"] == .string("Success"), "accepted without success")
        try BrokenRule.unless(isQuantity(own[0]["UsageRecord"], of: sent), "accepted another quantity")
        // An entry that cannot be read is not the one it should be, and breaks the rule below.
        let kept = entry.flatMap { try? JSONReader.read(Array(body[$0])) }
        try BrokenRule.unless(kept == own[0], "the receipt keeps another entry")
      }
      if case .unclear(let words) = verdict { try PeopleText.check(words) }
      if case .holdsAnotherQuantity(let words) = verdict { try PeopleText.check(words) }
      if case .unprocessed = verdict {
        try BrokenRule.unless(count == 1 && own.isEmpty, "wrongly unprocessed")
      }
    }
    try BrokenRule.unless(
      mentionCount + foreignCount == results.count + unprocessed.count, "an entry of the answer is lost")
  }

  /// Byte for byte the dimension and the hour, and at least one name of the buyer, none another.
  static func isAbout(_ echo: JSONValue?, _ sent: JSONValue) -> Bool {
    guard let dimension = echo?["Dimension"]?.string, let ours = sent["Dimension"]?.string,
      dimension.utf8.elementsEqual(ours.utf8), let hour = hour(echo?["Timestamp"]),
      hour == self.hour(sent["Timestamp"])
    else { return false }
    let names = ["CustomerAWSAccountId", "LicenseArn"].compactMap { key -> Bool? in
      guard let name = echo?[key]?.string, !name.isEmpty, let own = sent[key]?.string else { return nil }
      return name.utf8.elementsEqual(own.utf8)
    }
    return !names.isEmpty && !names.contains(false)
  }

  private static func hour(_ timestamp: JSONValue?) -> Int? {
    if let text = timestamp?.string {
      guard Instant(text: text) != nil, let seconds = NaiveCalendar.epochSeconds(Array(text.utf8)) else {
        return nil
      }
      return Int((Double(seconds) / 3_600).rounded(.down))
    }
    guard let text = timestamp?.number,
      case .steps(let steps)? = NaiveDecimal.readings(text, gridDigits: 6, isExact: false).first
    else { return nil }
    return Int128(steps).map {
      Int(($0 - ($0 % 3_600_000_000 + 3_600_000_000) % 3_600_000_000) / 3_600_000_000)
    }
  }

  static func isQuantity(_ echo: JSONValue?, of sent: JSONValue) -> Bool {
    for key in ["QuantityAsDecimal", "Quantity"] {
      guard let ours = sent[key], let echoed = echo?[key], let text = echoed.string ?? echoed.number else {
        continue
      }
      let own = ours.string ?? ours.number ?? ""
      let isEqual =
        NaiveDecimal.readings(text, gridDigits: 6, isExact: false)
        == NaiveDecimal.readings(own, gridDigits: 6, isExact: false)
      if !isEqual { return false }
    }
    return true
  }
}
