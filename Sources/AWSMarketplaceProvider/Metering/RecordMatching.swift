import Billing
import StrictJSON

/// Finds, for everything an answer lists, the sent record it is about: by bucket, never by position.
struct RecordMatching {
  private let sent: [Sent]
  private var found: [RecordVerdict?]
  /// Where in the answer's body the entry of each sent record stands, in the order sent; `nil` without one.
  private(set) var entries: [Range<Int>?]
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
    entries = Array(repeating: nil, count: sent.count)
    mentionCounts = Array(repeating: 0, count: sent.count)
  }

  /// Takes an element of `Results`, which stands at `entry` in the body.
  mutating func take(result: JSONValue, at entry: Range<Int>) {
    guard let echo = result["UsageRecord"], let index = index(of: echo) else {
      foreignRecords.append(Self.words(result["UsageRecord"]))
      return
    }
    mention(index, RecordVerdict(result, echo: echo, ours: sent[index].record))
    entries[index] = entry
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
}
