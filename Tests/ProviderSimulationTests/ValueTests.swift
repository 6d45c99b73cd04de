@testable import ProviderSimulation
import Testing

@Suite("Values")
struct ValueTests {
  @Test(
    "Decimal text is read exactly and written plainly",
    arguments: [
      ("0", "0"), ("-0", "0"), ("12.50", "12.5"), ("0.000000000000001", "0.000000000000001"), ("-3", "-3"),
      ("-0.05", "-0.05"), ("007", "7"), ("10", "10"), ("100.00", "100"),
    ])
  func decimalText(text: String, shown: String) throws {
    #expect(try #require(ExactDecimal(text)).text == shown)
  }

  @Test(
    "What is not plain decimal text is refused",
    arguments: ["", "-", ".5", "5.", "1e5", "1,000", " 1", "+1", "1.2.3"])
  func notDecimal(text: String) {
    #expect(ExactDecimal(text) == nil)
  }

  @Test("A hundred thousand tenths are ten thousand")
  func exactSum() throws {
    let tenth = try #require(ExactDecimal("0.1"))
    let sum = (0..<100_000).reduce(ExactDecimal.zero) { sum, _ in sum + tenth }
    #expect(sum.text == "10000")
    #expect(
      try #require(ExactDecimal("999999999999999")) + (try #require(ExactDecimal("0.000000000000001")))
        == ExactDecimal("999999999999999.000000000000001"))
  }

  @Test(
    "Times are read and written in every form",
    arguments: [
      (1_795_287_600, "2026-11-21T19:00:00Z", "Sat, 21 Nov 2026 19:00:00 GMT", "20261121T190000Z"),
      (951_782_400, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT", "20000229T000000Z"),
      (0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "19700101T000000Z"),
      (1_767_225_599, "2025-12-31T23:59:59Z", "Wed, 31 Dec 2025 23:59:59 GMT", "20251231T235959Z"),
    ] as [(Int64, String, String, String)])
  func times(seconds: Int64, text: String, header: String, basic: String) {
    #expect(UTC.text(seconds) == text)
    #expect(UTC.headerText(seconds) == header)
    #expect(UTC.basicText(seconds) == basic)
    #expect(UTC.seconds(rfc3339: text) == seconds)
    #expect(UTC.seconds(header: header) == seconds)
    #expect(UTC.seconds(basic: basic) == seconds)
  }

  @Test("Offsets and fractions are understood, impossible times refused")
  func otherTimes() {
    #expect(UTC.seconds(rfc3339: "2026-11-21T20:00:00.999+01:00") == 1_795_287_600)
    #expect(UTC.seconds(rfc3339: "2026-02-29T00:00:00Z") == nil)
    #expect(UTC.seconds(rfc3339: "2026-11-21T24:00:00Z") == nil)
    #expect(UTC.seconds(rfc3339: "2026-11-21T19:00:00") == nil)
    #expect(UTC.seconds(basic: "20261121T1900Z") == nil)
    #expect(UTC.monthStart(1_795_287_600) == UTC.seconds(rfc3339: "2026-11-01T00:00:00Z"))
  }

  @Test(
    "AWS times are read from every number form clients send",
    arguments: [
      ("1795284000", 1_795_284_000), ("1.795284E9", 1_795_284_000), ("1795284000.75", 1_795_284_000),
      ("1e3", 1_000),
    ] as [(String, Int64)])
  func epochSeconds(text: String, seconds: Int64) {
    #expect(EpochSeconds.read(text) == seconds)
  }

  @Test("Form fields resolve brackets, literal or escaped, and refuse broken escapes")
  func formFields() throws {
    let fields = try #require(FormFields("a=1&payload%5Bk+%26%5D=x%2By&payload[n][m]=2&e"))
    #expect(fields["a"] == "1")
    #expect(fields["payload", "k &"] == "x+y")
    #expect(fields.nested("payload").map(\.keys) == [["k &"], ["n", "m"]])
    #expect(fields["e"]?.isEmpty == true)
    #expect(FormFields("a=%4") == nil)
    #expect(FormFields("a=%FF") == nil)
    #expect(FormFields("a[b=1") == nil)
  }

  @Test("The same seed gives the same choices")
  func seededGenerator() {
    var (first, second, other) = (
      SeededGenerator(seed: 7), SeededGenerator(seed: 7), SeededGenerator(seed: 8)
    )
    #expect((first.next(), first.next()) == (second.next(), second.next()))
    #expect(first.next() != other.next())
  }

  @Test("Licence ARNs follow the model's pattern")
  func licenseArns() {
    #expect(LicenseArn.isValid(Bench.arn))
    #expect(LicenseArn.isValid("arn:aws-us-gov:license-manager:us-east-1:1:license:l-1/x+=,@"))
    for text in [
      "", "arn:aws", "arn:gcp:x:::l", "arn:aws:license-manager:::", "arn:aws:_x:::l", "arn:aws:x:::l\u{e9}",
    ] {
      #expect(!LicenseArn.isValid(text), "\(text)")
    }
  }
}
