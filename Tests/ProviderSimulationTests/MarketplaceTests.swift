@testable import ProviderSimulation
import StrictJSON
import Testing

@Suite("AWS Marketplace Metering")
struct MarketplaceTests {
  @Test("A record is echoed with its id, and the first write of a bucket stands, compared by value")
  func firstWriteWins() throws {
    let bench = try Bench()
    let body = Bench.batch(Bench.record())
    let answer = bench.aws(bench.signed(body))
    #expect(answer.status == 200)
    #expect(answer.header("Content-Type") == "application/x-amz-json-1.1")
    let result = try #require(answer.json?["Results"]?.array?.first)
    #expect(result["UsageRecord"]?["Timestamp"]?.number == "\(Bench.hour)")
    #expect(result["UsageRecord"]?["CustomerAWSAccountId"]?.string == "000123456789")
    let id = try #require(result["MeteringRecordId"]?.string)
    let same = Bench.batch(Bench.record(quantity: #""QuantityAsDecimal":"1.500""#, at: Bench.hour + 3_599))
    let again = bench.aws(bench.signed(same)).json?["Results"]?.array?.first
    #expect(again?["Status"]?.string == "Success")
    #expect(again?["MeteringRecordId"]?.string == id)
    #expect(try bench.meter(Bench.batch(Bench.record(quantity: #""Quantity":2"#))) == ["DuplicateRecord"])
    #expect(try bench.meter(body, region: "eu-west-1") == ["Success"])
    let buckets = try #require(try bench.totals("aws")["buckets"]?.array)
    #expect(buckets.map { $0["quantity"]?.string } == ["1.5", "1.5"])
    #expect(buckets.map { $0["region"]?.string } == ["eu-west-1", "us-east-1"])
  }

  static let tags =
    #","UsageAllocations":[{"AllocatedUsageQuantityAsDecimal":"0.5","Tags":[{"Key":"Project","Value":"#
  static let refusals: [(name: String, body: String, type: String)] = [
    ("not JSON", "{", "SerializationException"),
    ("no records", "{}", "ValidationException"),
    ("an unknown member", #"{"UsageRecords":[],"Product":"p"}"#, "ValidationException"),
    (
      "26 records", Bench.batch(Array(repeating: Bench.record(), count: 26).joined(separator: ",")),
      "ValidationException"
    ),
    (
      "no timestamp", #"{"UsageRecords":[{"Dimension":"d","CustomerAWSAccountId":"1"}]}"#,
      "ValidationException"
    ),
    (
      "a text timestamp", Bench.batch(Bench.record()).replacing("\(Bench.hour)", with: #""2026-11-21""#),
      "SerializationException"
    ),
    ("an empty dimension", Bench.batch(Bench.record("")), "ValidationException"),
    (
      "a long dimension", Bench.batch(Bench.record(String(repeating: "d", count: 256))), "ValidationException"
    ),
    ("both quantities", Bench.batch(Bench.record(more: #","Quantity":1"#)), "ValidationException"),
    ("a negative quantity", Bench.batch(Bench.record(quantity: #""Quantity":-1"#)), "ValidationException"),
    (
      "a huge quantity", Bench.batch(Bench.record(quantity: #""Quantity":2147483648"#)), "ValidationException"
    ),
    (
      "a fraction as integer", Bench.batch(Bench.record(quantity: #""Quantity":1.5"#)),
      "SerializationException"
    ),
    ("seven decimals", decimal("0.1234567"), "ValidationException"),
    ("eleven digits", decimal("12345678901"), "ValidationException"),
    ("a leading zero", decimal("01"), "ValidationException"),
    ("a bare point", decimal("1."), "ValidationException"),
    ("a minus", decimal("-1"), "ValidationException"),
    (
      "a decimal number", Bench.batch(Bench.record(quantity: #""QuantityAsDecimal":1.5"#)),
      "SerializationException"
    ),
    ("no buyer", Bench.batch(Bench.record(buyer: #""CustomerIdentifier":"""#)), "ValidationException"),
    ("two buyers", Bench.batch(Bench.record(more: #","CustomerIdentifier":"c""#)), "ValidationException"),
    (
      "letters in an account", Bench.batch(Bench.record(buyer: #""CustomerAWSAccountId":"12a""#)),
      "ValidationException"
    ),
    (
      "a broken licence", Bench.batch(Bench.record()).replacing("arn:aws:", with: "urn:aws:"),
      "ValidationException"
    ),
    (
      "code and licence", Bench.batch(Bench.record()).replacing(#"]}"#, with: #"],"ProductCode":"p"}"#),
      "ValidationException"
    ),
    (
      "neither code nor licence", Bench.batch(Bench.record(buyer: #""CustomerIdentifier":"c""#)),
      "ValidationException"
    ),
    (
      "a sum that differs", Bench.batch(Bench.record(more: #"\#(tags)"a"}]}]"#)),
      "InvalidUsageAllocationsException"
    ),
    (
      "allocations of the other kind",
      Bench.batch(Bench.record(more: #","UsageAllocations":[{"AllocatedUsageQuantity":1}]"#)),
      "InvalidUsageAllocationsException"
    ),
    (
      "the same tags twice",
      Bench.batch(
        Bench.record(
          quantity: #""QuantityAsDecimal":"1""#,
          more: #"\#(tags)"a"}]},{"AllocatedUsageQuantityAsDecimal":"#
            + #""0.5","Tags":[{"Key":"Project","Value":"a"}]}]"#)), "InvalidUsageAllocationsException"
    ),
    (
      "a tag with a comma",
      Bench.batch(Bench.record(quantity: #""QuantityAsDecimal":"0.5""#, more: #"\#(tags)"a,b"}]}]"#)),
      "InvalidTagException"
    ),
    ("no allocations", Bench.batch(Bench.record(more: #","UsageAllocations":[]"#)), "ValidationException"),
    ("the future", Bench.batch(Bench.record(at: Bench.startSeconds + 1)), "TimestampOutOfBoundsException"),
    (
      "a day ago", Bench.batch(Bench.record(at: Bench.startSeconds - 86_400)), "TimestampOutOfBoundsException"
    ),
  ]

  private static func decimal(_ text: String) -> String {
    Bench.batch(Bench.record(quantity: #""QuantityAsDecimal":"\#(text)""#))
  }

  @Test("One bad record refuses the whole batch and meters none of it", arguments: refusals.indices)
  func refused(index: Int) throws {
    let bench = try Bench()
    let refusal = Self.refusals[index]
    #expect(try bench.meter(refusal.body) == [refusal.type], "\(refusal.name)")
    let good = Bench.record("good")
    if refusal.body.hasPrefix(#"{"UsageRecords":[{"#), !refusal.body.contains("26") {
      let mixed = refusal.body.replacing(
        #"{"UsageRecords":["#, with: #"{"UsageRecords":[\#(good),"#, maxReplacements: 1)
      #expect(bench.aws(bench.signed(mixed)).status == 400)
    }
    #expect(try bench.totals("aws")["record_count"]?.number == "0")
  }

  @Test("A request of one megabyte is too long")
  func tooLong() throws {
    let bench = try Bench()
    let body = Bench.batch(Bench.record()) + String(repeating: " ", count: 1 << 20)
    #expect(try bench.meter(body) == ["ValidationException"])
  }

  @Test("Allocations that add up are kept with their tags; a missing quantity is zero")
  func allocations() throws {
    let bench = try Bench()
    let record = Bench.record(
      quantity: #""QuantityAsDecimal":"1.50""#,
      more: #"\#(Self.tags)"a"}]},{"AllocatedUsageQuantityAsDecimal":"1.000"}]"#)
    let bare = Bench.record("idle").replacing(#","QuantityAsDecimal":"1.5""#, with: "")
    #expect(try bench.meter(Bench.batch(record, bare)) == ["Success", "Success"])
    let buckets = try #require(try bench.totals("aws")["buckets"]?.array)
    #expect(
      JSONWriter.compact(buckets[0]["allocations"] ?? .null)
        == Array(#"[{"quantity":"0.5","tags":{"Project":"a"}},{"quantity":"1","tags":{}}]"#.utf8))
    #expect(buckets[1]["quantity"]?.string == "0")
  }

  @Test(
    "The window is 24 hours, and the month before closes at 06:00 UTC on the 1st",
    arguments: [
      ("2026-11-21T10:00:00Z", "2026-11-22T09:59:59Z", true),
      ("2026-11-21T10:00:00Z", "2026-11-22T10:00:00Z", false),
      ("2026-10-31T23:00:00Z", "2026-11-01T05:59:59Z", true),
      ("2026-10-31T23:00:00Z", "2026-11-01T06:00:00Z", false),
      ("2026-12-31T23:00:00Z", "2027-01-01T06:00:00Z", false),
      ("2026-11-01T00:00:00Z", "2026-11-01T23:59:59Z", true),
      ("2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z", true),
      ("2026-11-21T10:00:01Z", "2026-11-21T10:00:00Z", false),
    ])
  func timeRules(usage: String, now: String, isAccepted: Bool) throws {
    let bench = try Bench()
    let nowSeconds = try #require(UTC.seconds(rfc3339: now))
    bench.clock.set(seconds: nowSeconds)
    let body = Bench.batch(Bench.record(at: try #require(UTC.seconds(rfc3339: usage))))
    let expected = isAccepted ? "Success" : "TimestampOutOfBoundsException"
    #expect(try bench.meter(body, at: UTC.basicText(nowSeconds)) == [expected])
  }

  @Test("The legacy identity is another bucket than the licence, so mixing them shows as two records")
  func legacy() throws {
    let bench = try Bench()
    let legacy = Bench.batch(Bench.record(buyer: #""CustomerIdentifier":"c1""#))
      .replacing("]}", with: #"],"ProductCode":"code1"}"#)
    #expect(try bench.meter(legacy) == ["Success"])
    #expect(try bench.meter(Bench.batch(Bench.record())) == ["Success"])
    let buckets = try #require(try bench.totals("aws")["buckets"]?.array)
    #expect(Set(buckets.compactMap { $0["customer"]?.string }) == ["c1"])
    #expect(Set(buckets.compactMap { $0["product_code"]?.string }) == ["code1"])
    #expect(try bench.totals("aws")["dimensions"]?.array?.first?["quantity"]?.string == "3")
  }

  @Test("With a catalog, strangers are refused as AWS refuses them")
  func catalog() throws {
    let catalog = try JSONReader.read(
      text: #"{"regions":["us-east-1"],"products":[{"code":"code1","dimensions":["d"],"customers":["c1"]}],"#
        + #""licenses":[{"arn":"\#(Bench.arn)","account":"000123456789","dimensions":["d"],"#
        + #""start":"2026-11-21T18:00:00Z"}]}"#)
    let bench = try Bench { settings in settings.awsCatalog = try? MarketplaceCatalog(catalog) }
    func legacy(_ dimension: String, _ customer: String, _ code: String) -> String {
      Bench.batch(Bench.record(dimension, buyer: #""CustomerIdentifier":"\#(customer)""#))
        .replacing("]}", with: #"],"ProductCode":"\#(code)"}"#)
    }
    #expect(try bench.meter(Bench.batch(Bench.record("d"))) == ["Success"])
    #expect(try bench.meter(Bench.batch(Bench.record("x"))) == ["InvalidUsageDimensionException"])
    #expect(
      try bench.meter(Bench.batch(Bench.record("d", at: Bench.hour - 1))) == ["InvalidLicenseException"])
    #expect(
      try bench.meter(Bench.batch(Bench.record("d", buyer: #""CustomerAWSAccountId":"1""#)))
        == ["InvalidLicenseException"])
    #expect(try bench.meter(legacy("d", "c1", "code1")) == ["Success"])
    #expect(try bench.meter(legacy("d", "c2", "code1")) == ["CustomerNotSubscribed"])
    #expect(try bench.meter(legacy("d", "c1", "code2")) == ["InvalidProductCodeException"])
    #expect(try bench.meter(Bench.batch(Bench.record("d")), region: "eu-west-1") == ["DisabledApiException"])
  }

  @Test("Ten requests pass at once, the next waits a tenth of a second, each region by itself")
  func throttle() {
    var throttle = RequestThrottle()
    func admit(_ region: String, at nanoseconds: UInt64) -> Bool {
      throttle.admit(account: "1", region: region, nowNanoseconds: nanoseconds)
    }
    #expect((0..<10).allSatisfy { _ in admit("a", at: 0) })
    #expect(!admit("a", at: 99_999_999))
    #expect(admit("b", at: 99_999_999))
    #expect(admit("a", at: 100_000_000))
    #expect(!admit("a", at: 100_000_001))
  }

  @Test("Throttling is HTTP 400")
  func throttled() throws {
    let bench = try Bench { $0.isRateLimited = true }
    let answers = (0..<30).map { _ in bench.aws(bench.signed(Bench.batch(Bench.record()))) }
    let refused = answers.filter { $0.status == 400 }
    #expect(!refused.isEmpty)
    #expect(refused.allSatisfy { $0.json?["__type"]?.string == "ThrottlingException" })
  }

  @Test("A look at the address tells the time and nothing else")
  func looksAtTheClock() throws {
    let bench = try Bench()
    var request = bench.signed(Bench.batch(Bench.record()))
    request.method = "GET"
    let answer = bench.aws(request)
    #expect(answer.status == 404)
    #expect(answer.header("Date") != nil)
  }

  @Test("Other methods are refused")
  func otherMethods() throws {
    let bench = try Bench()
    var request = bench.signed(Bench.batch(Bench.record()))
    request.method = "PUT"
    #expect(bench.aws(request).json?["__type"]?.string == "UnknownOperationException")
  }
}
