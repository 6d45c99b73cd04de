import Billing
import Hashing
import Testing

@testable import AWSMarketplaceProvider

@Suite("Usage records")
struct BatchMeterUsageEncodingTests {
  private static let split = [
    Allocation(projectID: "proj-a", units: 17_000_000), Allocation(projectID: "proj-b", units: 0),
    Allocation(projectID: "proj-c", units: 420_000),
  ]

  /// Request bodies in every form we send; Tests/Outside validates them against the newest service model.
  static func goldenRequests() throws -> [[UInt8]] {
    let tagged = Made.address(extra: ["project_tag_key": "AgnitraProject"])
    let buckets = [
      Made.bucket(), Made.bucket(allocations: split, address: tagged), Made.bucket(units: 0),
      Made.bucket(units: AWSMarketplaceLimits.decimalQuantityUnitsMax),
      Made.bucket(units: 3, digits: 0, address: Made.legacyAddress),
      Made.bucket(
        units: 5, digits: 0,
        allocations: [Allocation(projectID: "a", units: 2), Allocation(projectID: "b", units: 3)],
        address: Made.legacyAddress.merging(["project_tag_key": "project"]) { $1 }),
    ]
    return try buckets.map { bucket in
      let code = try AWSMarketplaceAddress(bucket.address).sentProductCode
      return BatchMeterUsageEncoding.request(
        records: [try BatchMeterUsageEncoding.freeze(bucket).bytes], productCode: code)
    }
  }

  @Test("a record by licence holds the hour's start, the account with its zeros, and an exact decimal")
  func licence() throws {
    let frozen = try BatchMeterUsageEncoding.freeze(Made.bucket())
    #expect(
      String(decoding: frozen.bytes, as: UTF8.self) == """
        {"Timestamp":1795280400,"Dimension":"gpu_hours","CustomerAWSAccountId":"000123456789",\
        "LicenseArn":"arn:aws:license-manager::294406891311:license:l-0123456789abcdef",\
        "QuantityAsDecimal":"17.42"}
        """)
    #expect(frozen.digest == Digest256(of: frozen.bytes).hex)
    #expect(frozen.batchKey == "us-east-1|licence|")
  }

  @Test("projects stand as allocations, sorted, those of nothing left out")
  func allocations() throws {
    let address = Made.address(extra: ["project_tag_key": "AgnitraProject"])
    let frozen = try BatchMeterUsageEncoding.freeze(
      Made.bucket(allocations: Self.split.reversed(), address: address))
    #expect(
      String(decoding: frozen.bytes, as: UTF8.self).hasSuffix(
        """
        "QuantityAsDecimal":"17.42","UsageAllocations":[{"AllocatedUsageQuantityAsDecimal":"17",\
        "Tags":[{"Key":"AgnitraProject","Value":"proj-a"}]},{"AllocatedUsageQuantityAsDecimal":"0.42",\
        "Tags":[{"Key":"AgnitraProject","Value":"proj-c"}]}]}
        """))
  }

  @Test("a route whose grid is coarser than six decimals has fewer, in the record as in its allocations")
  func fewerDecimals() throws {
    let address = Made.address(extra: ["project_tag_key": "AgnitraProject"])
    let split = [Allocation(projectID: "proj-a", units: 150_000), Allocation(projectID: "proj-c", units: 1)]
    let frozen = try BatchMeterUsageEncoding.freeze(
      Made.bucket(units: 150_001, digits: 5, allocations: split, address: address))
    let text = String(decoding: frozen.bytes, as: UTF8.self)
    #expect(text.contains(#""QuantityAsDecimal":"1.50001""#), "\(text)")
    #expect(text.contains(#"{"AllocatedUsageQuantityAsDecimal":"0.00001""#), "\(text)")
    let most = Rounding.down.quotient(AWSMarketplaceLimits.decimalQuantityUnitsMax, by: 10)
    #expect(throws: Never.self) { try BatchMeterUsageEncoding.freeze(Made.bucket(units: most, digits: 5)) }
    #expect(throws: FreezeError.self) {
      try BatchMeterUsageEncoding.freeze(Made.bucket(units: most + 1, digits: 5))
    }
  }

  @Test("a legacy request names the product once and counts in whole units")
  func legacy() throws {
    let bucket = Made.bucket(units: 3, digits: 0, address: Made.legacyAddress)
    let frozen = try BatchMeterUsageEncoding.freeze(bucket)
    let request = BatchMeterUsageEncoding.request(
      records: [frozen.bytes, frozen.bytes], productCode: "4ml54db8vrmjuykaw1psroool")
    let record = """
      {"Timestamp":1795280400,"Dimension":"gpu_hours","CustomerIdentifier":"ifAPi5AcF3","Quantity":3}
      """
    #expect(
      String(decoding: request, as: UTF8.self)
        == "{\"UsageRecords\":[\(record),\(record)],\"ProductCode\":\"4ml54db8vrmjuykaw1psroool\"}")
    #expect(frozen.batchKey == "us-east-1|legacy|4ml54db8vrmjuykaw1psroool")
  }

  @Test("a request by licence never names a product, even when the route knows its code")
  func licenceWithProduct() throws {
    let address = try AWSMarketplaceAddress(
      Made.address(extra: ["product_code": "4ml54db8vrmjuykaw1psroool"]))
    #expect(address.sentProductCode == nil)
    #expect(address.batchKey == "us-east-1|licence|4ml54db8vrmjuykaw1psroool")
  }

  @Test(
    "a quantity beyond AWS's bounds is refused, never cut",
    arguments: [
      (-1, 6, Made.address()), (AWSMarketplaceLimits.decimalQuantityUnitsMax + 1, 6, Made.address()),
      (AWSMarketplaceLimits.integerQuantityMax + 1, 0, Made.legacyAddress),
    ] as [(Int128, Int, [String: String])])
  func outOfRange(units: Int128, digits: Int, address: [String: String]) throws {
    let error = #expect(throws: FreezeError.self) {
      try BatchMeterUsageEncoding.freeze(Made.bucket(units: units, digits: digits, address: address))
    }
    guard case .valueOutOfRange = error else {
      Issue.record("the refusal is about the value, not \(String(describing: error))")
      return
    }
  }

  @Test("parts that do not add up, or are below zero, are refused")
  func wrongSum() {
    let address = Made.address(extra: ["project_tag_key": "k"])
    for parts in [[("a", 1), ("b", 2)], [("a", -1), ("b", 17_420_001)], []] as [[(String, Int128)]] {
      let bucket = Made.bucket(
        allocations: parts.map { Allocation(projectID: $0.0, units: $0.1) }, address: address)
      #expect(throws: FreezeError.self) { try BatchMeterUsageEncoding.freeze(bucket) }
    }
  }

  @Test("more projects than AWS takes allocations are refused")
  func tooManyAllocations() {
    let address = Made.address(extra: ["project_tag_key": "k"])
    let parts = (0..<2_501).map { Allocation(projectID: "p\($0)", units: 1) }
    #expect(
      throws: FreezeError.valueOutOfRange(
        "the record is split between 2501 projects; AWS Marketplace accepts 1 to 2500")
    ) {
      try BatchMeterUsageEncoding.freeze(Made.bucket(units: 2_501, allocations: parts, address: address))
    }
  }

  @Test("2500 projects fit")
  func mostAllocations() throws {
    let address = Made.address(extra: ["project_tag_key": "k"])
    let parts = (0..<2_500).map { Allocation(projectID: "p\($0)", units: 1) }
    let frozen = try BatchMeterUsageEncoding.freeze(
      Made.bucket(units: 2_500, allocations: parts, address: address))
    #expect(frozen.bytes.count < AWSMarketplaceLimits.requestByteCountMax)
  }

  @Test("a value text that is not the units, and a bucket of a day, are faults of the route")
  func routeFaults() {
    #expect(throws: FreezeError.self) {
      try BatchMeterUsageEncoding.freeze(Made.bucket(units: 17_420_000, digits: 0))
    }
    let day = PlannedBucket(
      key: BucketKey(provider: ProviderID("aws"), series: "s", start: hour("2026-11-21T00"), hours: 24),
      revision: 0,
      itemID: "x", valueUnits: 1, valueText: "0.000001", allocations: [], address: Made.address())
    #expect(
      throws: FreezeError.addressInvalid(
        "AWS Marketplace meters by the hour; the route's bucket has 24 hours")
    ) {
      try BatchMeterUsageEncoding.freeze(day)
    }
  }
}
