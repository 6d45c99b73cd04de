import StrictJSON

/// Reads the parts of a record of BatchMeterUsage.
struct TrailCallReading {
  private let record: JSONValue
  private let file: String
  private let number: Int

  init(_ record: JSONValue, file: String, number: Int) {
    self.record = record
    self.file = file
    self.number = number
  }

  func product() throws(TrailError) -> TrailCall.Product {
    guard let parameters = try parameters() else { return .leftOut }
    let code = parameters["ProductCode"]?.string ?? ""
    return .named(code.isEmpty ? nil : code)
  }

  /// A refused call counted nothing, whatever of it was left out.
  func isCut() throws(TrailError) -> Bool {
    if refusal != nil { return false }
    let isRequestCut = try parameters() == nil
    return try answer() == nil || isRequestCut
  }

  /// Every usage record that the call is known to be about.
  func entries() throws(TrailError) -> [TrailCall.Entry] {
    // What another sender asked for need not be a usage record; AWS refused it then.
    let requested = try parameters()?["UsageRecords"]?.array ?? []
    let keys = requested.compactMap { UsageRecordKey($0) }
    if let refusal { return keys.map { TrailCall.Entry(key: $0, said: refusal) } }
    guard let answer = try answer() else {
      return keys.map { .init(key: $0, said: .unclear("CloudTrail left out what AWS answered")) }
    }
    var entries: [TrailCall.Entry] = []
    for result in answer["Results"]?.array ?? [] {
      let echo = result["UsageRecord"] ?? .null
      let key = try key(of: echo)
      let whole = Self.echo(echo, key, completedFrom: requested)
      entries.append(.init(key: key, said: .result(Self.result(result, with: whole))))
    }
    for echo in answer["UnprocessedRecords"]?.array ?? [] {
      entries.append(.init(key: try key(of: echo), said: .refused("AWS left it unprocessed")))
    }
    let unmentioned = keys.filter { key in !entries.contains { key.isNamed(by: $0.key) } }
    return entries + unmentioned.map { .init(key: $0, said: .unclear("AWS's answer says nothing about it")) }
  }

  /// The request, in the service's spelling; `nil` when CloudTrail left it out.
  private func parameters() throws(TrailError) -> JSONValue? {
    guard let parameters = try service("requestParameters"), parameters["UsageRecords"]?.array != nil else {
      return nil
    }
    return parameters
  }

  /// The answer, in the service's spelling; `nil` when CloudTrail left it out.
  private func answer() throws(TrailError) -> JSONValue? {
    guard let answer = try service("responseElements"),
      answer["Results"]?.array != nil || answer["UnprocessedRecords"]?.array != nil
    else { return nil }
    return answer
  }

  private func service(_ key: String) throws(TrailError) -> JSONValue? {
    guard let value = record[key] else { return nil }
    guard let spelt = TrailSpelling.service(value) else {
      throw .unreadable(
        file: file, record: number, found: "one key in two spellings in \(key)", accepted: "each key once")
    }
    return spelt
  }

  /// What an error means for the records of the call; `nil` when there is none.
  private var refusal: TrailCall.Said? {
    guard let code = record["errorCode"]?.string else { return nil }
    let words = QuotedText.line(code)
    guard let error = AWSErrorType(name: code), error.meaning != .serverFailed else {
      return .unclear("AWS ended it with \(words), which does not tell")
    }
    return .refused("AWS refused the request with \(words)")
  }

  private func key(of echo: JSONValue) throws(TrailError) -> UsageRecordKey {
    guard let key = UsageRecordKey(echo), key.namesBuyer else {
      let time = (echo["Timestamp"]?.string ?? echo["Timestamp"]?.number).map(QuotedText.line) ?? "none"
      throw .unreadable(
        file: file, record: number, found: "a usage record that does not tell its bucket (timestamp \(time))",
        accepted: "a dimension, a customer or a licence, and a timestamp like Nov 21, 2026 4:00:00 PM or "
          + "2026-11-21T16:00:00Z")
    }
    return key
  }

  /// The echo with the quantity of the one requested record of its bucket, where it has none itself.
  private static func echo(
    _ echo: JSONValue, _ key: UsageRecordKey, completedFrom requested: [JSONValue]
  ) -> JSONValue {
    let names = ["QuantityAsDecimal", "Quantity"]
    guard var members = echo.object, !names.contains(where: { echo[$0] != nil }) else { return echo }
    let same = requested.filter { UsageRecordKey($0)?.isNamed(by: key) == true }
    guard same.count == 1, let name = names.first(where: { same[0][$0] != nil }), let quantity = same[0][name]
    else { return echo }
    _ = members.insert(quantity, for: name)
    return .object(members)
  }

  private static func result(_ result: JSONValue, with echo: JSONValue) -> JSONValue {
    guard let members = result.object else { return result }
    return .object(
      JSONObject(members.keys.map { ($0, $0 == "UsageRecord" ? echo : members[$0] ?? .null) }))
  }
}
