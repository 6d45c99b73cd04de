import Billing
import HTTPTransport
import StrictJSON

/// AWS's answers in bytes, as the service model documents them.
enum MarketplaceWireAnswers {
  /// 200: one verdict a record, in any order.
  static func processed(
    _ verdicts: [(record: MarketplaceWireRecord, verdict: MarketplaceModel.Verdict)], date: Instant
  ) -> HTTPOutcome {
    var (results, unprocessed): ([JSONValue], [JSONValue]) = ([], [])
    for (record, verdict) in verdicts {
      guard let status = verdict.status else {
        unprocessed.append(record.json)
        continue
      }
      results.append(
        .members([
          "UsageRecord": record.json, "MeteringRecordId": .string("record-\(record.number)"),
          "Status": .string(status),
        ]))
    }
    let body = JSONValue.members(["Results": .array(results), "UnprocessedRecords": .array(unprocessed)])
    return .answer(200, JSONWriter.compact(body), date: date, headers: headers)
  }

  /// `{"__type": "com.amazonaws...#Name", "message": ...}`
  static func error(_ status: Int, _ name: String, _ message: String, date: Instant) -> HTTPOutcome {
    let body = JSONValue.members([
      "__type": .string("com.amazonaws.marketplacemetering#\(name)"), "message": .string(message),
    ])
    return .answer(status, JSONWriter.compact(body), date: date, headers: headers)
  }

  private static let headers = [HTTPHeader("x-amzn-RequestId", "00000000-0000-4000-8000-000000000000")]
}

extension MarketplaceModel.Verdict {
  /// The word of `Results`; `nil` for what is listed under `UnprocessedRecords`.
  fileprivate var status: String? {
    switch self {
    case .accepted: "Success"
    case .holdsAnother: "DuplicateRecord"
    case .notSubscribed: "CustomerNotSubscribed"
    case .unprocessed: nil
    }
  }
}
