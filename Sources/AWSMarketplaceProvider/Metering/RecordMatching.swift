import Billing
import StrictJSON

/// What AWS says about one record.
enum RecordVerdict: Hashable, Sendable {
  /// Accepted and honoured, with AWS's id of the record.
  case accepted(recordID: String?)
  /// AWS holds another quantity for the bucket.
  case holdsAnotherQuantity(String)
  /// The buyer has no active agreement; not honoured.
  case notSubscribed
  /// Not processed; to be sent again.
  case unprocessed
  /// Nothing certain.
  case unclear(String)
}

/// Finds, for everything an answer lists, the sent record it is about: by bucket, never by position.
struct RecordMatching {
  private let sent: [Sent]
  private var found: [RecordVerdict?]
  private var mentionCounts: [Int]
  /// Entries of the answer that are about no record we sent, in words for people.
  private(set) var foreignRecords: [String] = []

  private struct Sent {
    let key: UsageRecordKey
    let record: JSONValue
  }

  /// - Parameter sent: frozen usage records.
  init(sent: [[UInt8]]) {
    self.sent = sent.map { bytes in
      // Read back from what this program froze; the message stands for whatever is wrong with it.
      guard let record = try? JSONReader.read(bytes), let key = UsageRecordKey(record) else {
        preconditionFailure("frozen bytes are a usage record")
      }
      return Sent(key: key, record: record)
    }
    found = Array(repeating: nil, count: sent.count)
    mentionCounts = Array(repeating: 0, count: sent.count)
  }

  /// Takes an element of `Results`.
  mutating func take(result: JSONValue) {
    guard let echo = result["UsageRecord"], let index = index(of: echo) else {
      foreignRecords.append(Self.words(result["UsageRecord"]))
      return
    }
    mention(index, verdict(result, echo: echo, ours: sent[index].record))
  }

  /// Takes an element of `UnprocessedRecords`.
  mutating func take(unprocessed echo: JSONValue) {
    guard let index = index(of: echo) else {
      foreignRecords.append(Self.words(echo))
      return
    }
    mention(index, .unprocessed)
  }

  /// One verdict a sent record, in the order sent. A record that is missing, or mentioned twice, is unclear.
  var verdicts: [RecordVerdict] {
    zip(found, mentionCounts).map { verdict, count in
      switch count {
      case 1: verdict ?? .unclear("")
      case 0: .unclear("AWS answered 200, but says nothing about this record")
      default: .unclear("AWS answered 200, but mentions this record \(count) times")
      }
    }
  }

  private mutating func mention(_ index: Int, _ verdict: RecordVerdict) {
    found[index] = verdict
    mentionCounts[index] += 1
  }

  /// The one record that the echo names.
  private func index(of echo: JSONValue) -> Int? {
    guard let key = UsageRecordKey(echo), let first = sent.firstIndex(where: { $0.key.isNamed(by: key) }),
      !sent[(first + 1)...].contains(where: { $0.key.isNamed(by: key) })
    else { return nil }
    return first
  }

  private static func words(_ echo: JSONValue?) -> String {
    guard let key = echo.flatMap({ UsageRecordKey($0) }) else { return "an entry that is no usage record" }
    return "dimension \(QuotedText.line(key.dimension)), hour \(key.hour.text)"
  }

  private func verdict(_ result: JSONValue, echo: JSONValue, ours: JSONValue) -> RecordVerdict {
    switch result["Status"]?.string {
    case "Success":
      if let objection = Self.quantityObjection(echo: echo, ours: ours) { return objection }
      return .accepted(recordID: result["MeteringRecordId"]?.string)
    case "DuplicateRecord":
      return .holdsAnotherQuantity(
        "AWS holds another quantity for this buyer, dimension and hour than the one we sent (DuplicateRecord)"
      )
    case "CustomerNotSubscribed": return .notSubscribed
    case let status:
      return .unclear(
        "AWS answered with the status \(status.map(QuotedText.line) ?? "none"), which this program does not know"
      )
    }
  }

  /// What the echoed quantity says against a success. Compares by value, and only the member that we sent.
  private static func quantityObjection(echo: JSONValue, ours: JSONValue) -> RecordVerdict? {
    for key in ["QuantityAsDecimal", "Quantity"] {
      guard let sent = text(ours[key]), let echoed = text(echo[key]) else { continue }
      let shown = QuotedText.line(echoed)
      // The text is shown as it came, which says more than why it is no number.
      guard let echoedUnits = try? GridText.parse(echoed, gridDigits: 6) else {
        return .unclear("AWS answered Success for the quantity \(shown), which is no number; we sent \(sent)")
      }
      // What this program froze is a number; were it none, it would differ from every one.
      if (try? GridText.parse(sent, gridDigits: 6)) != echoedUnits {
        return .holdsAnotherQuantity("AWS accepted the quantity \(shown); we sent \(sent)")
      }
    }
    return nil
  }

  private static func text(_ value: JSONValue?) -> String? { value?.string ?? value?.number }
}
