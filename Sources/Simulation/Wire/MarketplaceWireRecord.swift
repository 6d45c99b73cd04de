import Billing
import HTTPTransport
import StrictJSON

/// One usage record as AWS reads it.
struct MarketplaceWireRecord {
  /// Its number in the books.
  let number: Int
  /// As it stood in the request, for the answer.
  let json: JSONValue

  /// What a request was read as.
  enum Reading {
    case records([MarketplaceWireRecord])
    /// Why AWS could make nothing of it.
    case unreadable(String)
  }

  private static let countMax = 25
  private static let members: Set<String> = ["UsageRecords", "ProductCode"]
  private static let recordMembers: Set<String> = [
    "Timestamp", "Dimension", "CustomerAWSAccountId", "LicenseArn", "CustomerIdentifier", "Quantity",
    "QuantityAsDecimal", "UsageAllocations",
  ]

  /// The records of a body, each by its words alone; those that leave are held against the promises.
  static func read(_ request: HTTPRequest, region: String, _ process: SimulatedProcess) -> Reading {
    // Whatever is wrong with bytes or numbers here, the reading says so and the caller reports it as a broken promise.
    guard let body = try? JSONReader.read(request.body), let object = body.object,
      let elements = body["UsageRecords"]?.array, members.isSuperset(of: object.keys),
      (1...countMax).contains(elements.count)
    else { return .unreadable("the body is no batch of 1 to \(countMax) records") }
    var records: [MarketplaceWireRecord] = []
    for element in elements {
      switch read(element, productCode: body["ProductCode"]?.string, region: region, process.world) {
      case .failure(let problem): return .unreadable(problem.words)
      case .success(let reading):
        guard let id = process.checkRecord(in: request.body, reading) else {
          return .unreadable("a record of a bucket that nothing was sealed for")
        }
        let number = process.world.books.record(itemID: id, bucket: reading.bucket, value: reading.units)
        records.append(MarketplaceWireRecord(number: number, json: element))
      }
    }
    return .records(records)
  }

  private struct Problem: Error { let words: String }

  private static func read(
    _ record: JSONValue, productCode: String?, region: String, _ world: World
  ) -> Result<(bucket: Int, units: Int128), Problem> {
    func problem(_ words: String) -> Result<(bucket: Int, units: Int128), Problem> {
      .failure(Problem(words: words))
    }
    guard let object = record.object, recordMembers.isSuperset(of: object.keys) else {
      return problem("a record has members that AWS does not know")
    }
    guard
      let series = world.catalog.awsCounter(record, productCode: productCode, region: region)
    else { return problem("no buyer and dimension of ours in \(region)") }
    let digits = world.catalog.counters[series].route.valueDigits
    let texts = [record["Quantity"]?.number, record["QuantityAsDecimal"]?.string].compactMap(\.self)
    // A number that cannot be read is a problem of the record, which is reported.
    guard texts.count == 1, let units = try? GridText.parseExact(texts[0], gridDigits: digits), units >= 0
    else { return problem("no quantity on the dimension's grid: \(texts)") }
    if let allocations = record["UsageAllocations"]?.array {
      guard sum(allocations, digits: digits) == units else {
        return problem("the allocations are not the quantity")
      }
    }
    guard let text = record["Timestamp"]?.number, let seconds = Int64(text),
      let bucket = world.bucket(ofSeries: series, at: Instant(epochSeconds: seconds))
    else { return problem("the timestamp is in no hour of this world") }
    return .success((bucket, Int128(units)))
  }

  /// What the projects' parts add up to; `nil` when one of them is none, or names no project.
  private static func sum(_ allocations: [JSONValue], digits: Int) -> Int64? {
    var sum: Int64 = 0
    for allocation in allocations {
      let text =
        allocation["AllocatedUsageQuantity"]?.number ?? allocation["AllocatedUsageQuantityAsDecimal"]?.string
      // As above: a share that is no number is reported.
      guard let text, let units = try? GridText.parseExact(text, gridDigits: digits),
        let tags = allocation["Tags"]?.array, tags.count == 1, tags[0]["Key"]?.string == "project",
        SimulatedCatalog.projectIDs.contains(tags[0]["Value"]?.string ?? "")
      else { return nil }
      sum += units
    }
    return sum
  }
}

extension SimulatedCatalog {
  /// The counter that a record names: by licence and account, or by product and customer; never by both.
  fileprivate func awsCounter(_ record: JSONValue, productCode: String?, region: String) -> Int? {
    typealias Key = RouteAddress.AWS
    let words: [String: String?] = [
      Key.region: region, Key.dimension: record["Dimension"]?.string, Key.productCode: productCode,
      Key.accountID: record["CustomerAWSAccountId"]?.string, Key.licenseARN: record["LicenseArn"]?.string,
      Key.customerIdentifier: record["CustomerIdentifier"]?.string,
    ]
    return counters.firstIndex { counter in
      counter.key.provider == Self.awsID && words.allSatisfy { counter.route.address[$0.key] == $0.value }
    }
  }
}

extension SimulatedProcess {
  /// Holds one record of a request against the promises, and answers whose it is: a record names no item, so it is the
  /// one of its bucket whose frozen bytes are in the body.
  fileprivate func checkRecord(in body: [UInt8], _ reading: (bucket: Int, units: Int128)) -> String? {
    let items = world.mirror.items.filter { $0.bucket == reading.bucket }
    let frozen = items.filter { body.contains($0.bytes) }
    guard let item = frozen.first(where: { $0.progress.state == .inFlight }) ?? frozen.first ?? items.first
    else { return nil }
    checkDeparture(
      of: item.id, bytes: frozen.isEmpty ? [] : item.bytes, identifier: item.id, uniqueSeconds: nil)
    return item.id
  }
}
