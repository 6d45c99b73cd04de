import StrictJSON

/// What the BatchMeterUsage reference says of a request beyond its schema, and what this program promises.
enum AWSDocumentedRules {
  /// Everything that is wrong.
  static func problems(_ request: JSONValue) -> [String] {
    let records = request["UsageRecords"]?.array ?? []
    var found = records.enumerated().flatMap { index, record in
      problems(record: record, hasProduct: request["ProductCode"] != nil).map {
        "UsageRecords[\(index)].\($0)"
      }
    }
    let buckets = records.map { record in
      ["CustomerAWSAccountId", "CustomerIdentifier", "LicenseArn", "Dimension", "Timestamp"].map {
        record[$0]
      }
    }
    if Set(buckets).count != buckets.count { found.append("UsageRecords: two are of one hour") }
    if JSONWriter.compact(request).count >= 1_000_000 { found.append("request: has a megabyte or more") }
    return found
  }

  private static func problems(record: JSONValue, hasProduct: Bool) -> [String] {
    var found: [String] = []
    let hasLicence = record["LicenseArn"] != nil
    if hasLicence == hasProduct {
      found.append("LicenseArn: a licence or a product code, never both: AWS bills both")
    }
    if hasLicence ? record["CustomerAWSAccountId"] == nil : record["CustomerIdentifier"] == nil {
      found.append("Customer: the buyer is missing")
    }
    if record["CustomerAWSAccountId"] != nil, record["CustomerIdentifier"] != nil {
      found.append("Customer: is named twice")
    }
    if let account = record["CustomerAWSAccountId"]?.string, account.utf8.count != 12 {
      found.append("CustomerAWSAccountId: has not twelve digits")
    }
    if let seconds = record["Timestamp"]?.number.flatMap({ Int64($0) }), !seconds.isMultiple(of: 3_600) {
      found.append("Timestamp: is not an hour's start")
    }
    return found + quantityProblems(record)
  }

  private static func quantityProblems(_ record: JSONValue) -> [String] {
    let (whole, decimal) = (record["Quantity"], record["QuantityAsDecimal"])
    guard (whole == nil) != (decimal == nil) else {
      return ["Quantity: must be there in one of its two kinds"]
    }
    guard let allocations = record["UsageAllocations"]?.array else { return [] }
    var found: [String] = []
    let parts = allocations.compactMap { allocation in
      decimal == nil ? allocation["AllocatedUsageQuantity"] : allocation["AllocatedUsageQuantityAsDecimal"]
    }
    let kinds = allocations.map { $0.object?.keys.filter { $0.hasPrefix("Allocated") }.count }
    if parts.count != allocations.count || kinds.contains(where: { $0 != 1 }) {
      found.append("UsageAllocations: must be of the record's kind")
    }
    if parts.compactMap(millionths).reduce(0, +) != (whole ?? decimal).flatMap(millionths) {
      found.append("UsageAllocations: do not add up to the quantity")
    }
    if Set(allocations.map { $0["Tags"] }).count != allocations.count {
      found.append("UsageAllocations: two have the same tags")
    }
    return found
  }

  private static func millionths(_ value: JSONValue) -> Int128? {
    guard let text = value.string ?? value.number else { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count == 2 ? parts[1] : ""
    guard parts.count <= 2, fraction.count <= 6 else { return nil }
    return Int128(parts[0] + fraction + String(repeating: "0", count: 6 - fraction.count))
  }
}
