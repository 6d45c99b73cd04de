import Billing
import EventDecoding
import Testing

struct BadRow: CustomTestStringConvertible, Sendable {
  let name: String
  let bytes: [UInt8]
  let reason: QuarantineReason
  let words: [String]

  var testDescription: String { name }

  init(_ name: String, _ bytes: [UInt8], _ reason: QuarantineReason, _ words: String...) {
    (self.name, self.bytes, self.reason, self.words) = (name, bytes, reason, words)
  }

  init(_ name: String, _ text: String, _ reason: QuarantineReason, _ words: String...) {
    (self.name, self.bytes, self.reason, self.words) = (name, Array(text.utf8), reason, words)
  }

  init(_ name: String, _ row: SampleRow, _ reason: QuarantineReason, _ words: String...) {
    (self.name, self.bytes, self.reason, self.words) = (name, row.bytes, reason, words)
  }
}

@Suite("Rows that are no usage event")
struct BadRowTests {
  private static let row = SampleRow.wrapped

  static let notJSON: [BadRow] = [
    BadRow("an empty row", "", .notJSON, "column 1", "ends inside a value"),
    BadRow("a word", "usage", .notJSON, "column 1", "'u'"),
    BadRow(
      "an unclosed object", String(row.text.dropLast()), .notJSON, "ends inside a value", "one whole object"),
    BadRow("a torn row", String(row.text.prefix(300)), .notJSON, "ends inside a value"),
    BadRow("two objects", row.text + row.text, .notJSON, "bytes follow the value"),
    BadRow("single quotes", row.text.replacing("\"USD\"", with: "'USD'"), .notJSON, "currency at", "'''"),
    BadRow("a trailing comma", row.text.dropLast() + ",}", .notJSON, "a string"),
    BadRow(
      "a missing colon", row.text.replacing("\"currency\":", with: "\"currency\""), .notJSON,
      "':' after a key"),
    BadRow("a comment", "// usage\n" + row.text, .notJSON, "'/'"),
    BadRow("NaN", row.setting("gpu_hours_saved", "NaN"), .notJSON, "gpu_hours_saved", "NaN", "finite number"),
    BadRow(
      "Infinity", row.setting("performance_uplift_pct", "Infinity"), .notJSON, "performance_uplift_pct",
      "Infinity"),
    BadRow("minus Infinity", row.setting("cost_savings", "-Infinity"), .notJSON, "cost_savings", "-Infinity"),
    BadRow("a leading zero", row.setting("tokens_processed", "04096"), .notJSON, "tokens_processed", "'4'"),
    BadRow("a leading plus", row.setting("cost_after", "+1"), .notJSON, "cost_after", "a digit"),
    BadRow("no digit after the point", row.setting("cost_after", "1."), .notJSON, "cost_after", "a digit"),
    BadRow("no digit before the point", row.setting("cost_after", ".5"), .notJSON, "cost_after", "a digit"),
    BadRow("an empty exponent", row.setting("cost_after", "1e"), .notJSON, "cost_after", "a digit"),
    BadRow("hexadecimal", row.setting("tokens_processed", "0x10"), .notJSON, "tokens_processed", "'x'"),
    BadRow("a thousands separator", row.setting("tokens_processed", "4_096"), .notJSON, "'_'"),
    BadRow("a key twice", row.text.dropLast() + ", \"currency\": \"EUR\"}", .notJSON, "currency", "twice"),
    BadRow(
      "a key twice, once escaped", row.text.dropLast() + #", "curr\u0065ncy": "EUR"}"#, .notJSON, "currency",
      "twice"),
    BadRow("an unknown key twice", row.text.dropLast() + #", "x": 1, "x": 1}"#, .notJSON, "\"x\"", "twice"),
    BadRow(
      "a key twice in metadata",
      row.setting("metadata", #"{"hardware_tier": "a100", "hardware_tier": "h100"}"#),
      .notJSON, "metadata", "hardware_tier", "twice"),
    BadRow(
      "a key twice in dispatch results", row.setting("dispatch_results", #"[{"s": 1, "\u0073": 2}]"#),
      .notJSON,
      "dispatch_results", "twice"),
    BadRow("a NUL byte", [UInt8(0)] + row.bytes, .notJSON, "NUL", "UTF-8"),
    BadRow("NUL bytes at the end", row.bytes + [0, 0, 0], .notJSON, "NUL"),
    BadRow(
      "a control character in a text", row.setting("model_name", "\"a\u{1}b\""), .notJSON, "model_name", "0x1"
    ),
    BadRow(
      "invalid UTF-8", Array(row.setting("model_name", "\"a").text.utf8.prefix(80)) + [0xC3, 0x28, 0x22],
      .notJSON, "column"),
    BadRow(
      "half a surrogate pair", row.setting("model_name", #""a\ud800b""#), .notJSON, "model_name", "surrogate"),
    BadRow("an unknown escape", row.setting("model_name", #""a\qb""#), .notJSON, "model_name", "'q'"),
    BadRow(
      "nested too deep",
      row.setting("extra", String(repeating: "[", count: 80) + String(repeating: "]", count: 80)),
      .notJSON, "64 levels"),
    BadRow("a byte order mark inside", [0xEF, 0xBB, 0xBF] + row.bytes, .notJSON, "0xef"),
  ]

  static let otherShapes: [BadRow] = [
    BadRow("a list", "[1, 2]", .notAnObject, "[1, 2]", "one JSON object"),
    BadRow("a number", "42", .notAnObject, "42"),
    BadRow("a text", "\"usage\"", .notAnObject, "usage"),
    BadRow("null", " null ", .notAnObject, "null"),
    BadRow("an empty object", "{}", .fieldMissing, "project_id", "missing"),
  ]

  static let missing: [BadRow] = [
    "project_id", "model_name", "tokens_processed", "baseline_latency_ms", "optimized_latency_ms",
    "baseline_tokens_per_sec", "optimized_tokens_per_sec", "gpu_util_before", "gpu_util_after",
    "gpu_hours_before",
    "gpu_hours_after", "gpu_hours_saved", "performance_uplift_pct", "cost_before", "cost_after",
    "cost_savings",
    "usage_charge", "success_fee", "total_billable", "currency", "timestamp",
  ].map { BadRow("without \($0)", row.removing($0), .fieldMissing, $0, "is missing", "accepted is") }

  static let mistyped: [BadRow] = [
    BadRow(
      "a number for a project", row.setting("project_id", "7"), .fieldMistyped, "project_id", "found 7",
      "a text"),
    BadRow("null for a model", row.setting("model_name", "null"), .fieldMistyped, "model_name", "null"),
    BadRow(
      "a text for tokens", row.setting("tokens_processed", #""4096""#), .fieldMistyped, "tokens_processed",
      "\"4096\""),
    BadRow(
      "tokens with a point", row.setting("tokens_processed", "4096.0"), .fieldMistyped, "4096.0",
      "whole number"),
    BadRow(
      "tokens with an exponent", row.setting("tokens_processed", "4e3"), .fieldMistyped, "4e3", "exponent"),
    BadRow("true for tokens", row.setting("tokens_processed", "true"), .fieldMistyped, "true"),
    BadRow(
      "null for GPU hours", row.setting("gpu_hours_after", "null"), .fieldMistyped, "gpu_hours_after",
      "GPU hours"),
    BadRow("a text for GPU hours", row.setting("gpu_hours_after", #""1.5""#), .fieldMistyped, "\"1.5\""),
    BadRow("a list for money", row.setting("cost_savings", "[1]"), .fieldMistyped, "cost_savings", "a list"),
    BadRow(
      "an object for money", row.setting("success_fee", "{}"), .fieldMistyped, "success_fee", "an object"),
    BadRow(
      "null for a latency", row.setting("baseline_latency_ms", "null"), .fieldMistyped, "baseline_latency_ms"),
    BadRow(
      "a text for utilisation", row.setting("gpu_util_before", #""n/a""#), .fieldMistyped, "number or null"),
    BadRow(
      "a number for the currency", row.setting("currency", "840"), .fieldMistyped, "currency", "ISO 4217"),
    BadRow(
      "epoch seconds for the timestamp", row.setting("timestamp", "1793479141"), .fieldMistyped, "timestamp",
      "RFC 3339"),
    BadRow(
      "a text for metadata", row.setting("metadata", #""none""#), .fieldMistyped, "metadata",
      "an object or null"),
    BadRow("a list for metadata", row.setting("metadata", "[]"), .fieldMistyped, "metadata"),
    BadRow(
      "a text for providers", row.setting("providers", #""stripe""#), .fieldMistyped, "providers",
      "a list of texts"),
    BadRow(
      "a number among providers", row.setting("providers", #"["stripe", 1]"#), .fieldMistyped, "providers"),
    BadRow("a number for the usage id", row.setting("usage_id", "12"), .fieldMistyped, "usage_id"),
    BadRow(
      "a number for the tier", row.setting("metadata", #"{"hardware_tier": 100}"#), .fieldMistyped,
      "metadata.hardware_tier", "100"),
    BadRow("an object for the region", row.setting("region", "{}"), .fieldMistyped, "region"),
  ]

  static let values: [BadRow] = [
    BadRow(
      "negative tokens", row.setting("tokens_processed", "-1"), .negativeAmount, "tokens_processed", "-1"),
    BadRow(
      "negative GPU hours", row.setting("gpu_hours_before", "-0.5"), .negativeAmount, "gpu_hours_before",
      "-0.5"),
    BadRow(
      "a negative saving", row.setting("gpu_hours_saved", "-1e-3"), .negativeAmount, "gpu_hours_saved",
      "-1e-3"),
    BadRow(
      "a negative cost saving", row.setting("cost_savings", "-0.01"), .negativeAmount, "cost_savings",
      "zero or above"),
    BadRow("a negative charge", row.setting("usage_charge", "-2"), .negativeAmount, "usage_charge"),
    BadRow("a negative fee", row.setting("success_fee", "-2"), .negativeAmount, "success_fee"),
    BadRow("a negative total", row.setting("total_billable", "-2"), .negativeAmount, "total_billable"),
    BadRow(
      "too many tokens", row.setting("tokens_processed", "9223372036854775808"), .numberOutOfRange,
      "9223372036854775807"),
    BadRow(
      "too many GPU hours", row.setting("gpu_hours_after", "9223372.036854775808"), .numberOutOfRange,
      "9223372.036854775807"),
    BadRow("a huge exponent", row.setting("cost_before", "1e400"), .numberOutOfRange, "cost_before", "1e400"),
    BadRow(
      "an endless exponent", row.setting("cost_before", "1e99999999999999999999"), .numberOutOfRange,
      "cost_before"),
    BadRow(
      "a rate off its grid", row.setting("baseline_tokens_per_sec", "1e10"), .numberOutOfRange,
      "baseline_tokens_per_sec"),
    BadRow(
      "a timestamp without zone", row.setting("timestamp", #""2026-10-31T20:39:01.095074""#),
      .timestampInvalid, "names no zone"),
    BadRow(
      "a day that is none", row.setting("timestamp", #""2026-02-30T00:00:00Z""#), .timestampInvalid,
      "2026-02-30"),
    BadRow("a date only", row.setting("timestamp", #""2026-10-31""#), .timestampInvalid, "RFC 3339"),
    BadRow("an empty timestamp", row.setting("timestamp", #""""#), .timestampInvalid, "timestamp"),
    BadRow("hour 24", row.setting("timestamp", #""2026-10-31T24:00:00Z""#), .timestampInvalid, "T24"),
    BadRow(
      "a small currency", row.setting("currency", #""usd""#), .currencyInvalid, "usd", "capital letters"),
    BadRow("a currency's sign", row.setting("currency", #""€""#), .currencyInvalid, "€"),
    BadRow(
      "an empty project", row.setting("project_id", #""""#), .identifierInvalid, "project_id", "an empty text"
    ),
    BadRow("an empty usage id", row.setting("usage_id", #""""#), .identifierInvalid, "usage_id"),
    BadRow(
      "a tab in a project", row.setting("project_id", #""proj\t1""#), .identifierInvalid, "control characters"
    ),
    BadRow(
      "a delete in a project", row.setting("project_id", "\"proj\u{7F}\""), .identifierInvalid, "control"),
    BadRow("a NUL in a usage id", row.setting("usage_id", #""use\u0000""#), .identifierInvalid, "usage_id"),
    BadRow(
      "a next-line mark in a model", row.setting("model_name", "\"a\u{85}b\""), .identifierInvalid,
      "model_name"),
    BadRow(
      "a long project", row.setting("project_id", "\"" + String(repeating: "p", count: 201) + "\""),
      .identifierInvalid,
      "(201 bytes)", "1 to 200"),
    BadRow(
      "a long signature",
      row.setting("metadata", #"{"fingerprint_signature": ""# + String(repeating: "s", count: 201) + "\"}"),
      .identifierInvalid, "metadata.fingerprint_signature"),
    BadRow("an empty provider", row.setting("providers", #"[""]"#), .identifierInvalid, "providers"),
  ]

  @Test(
    "are refused with the reason and a sentence that names field, find and remedy",
    arguments: notJSON + otherShapes + missing + mistyped + values)
  func refused(_ bad: BadRow) throws {
    let fault = try #require(throws: RowFault.self) { try decode(bad.bytes).get() }
    #expect(fault.reason == bad.reason, "\(fault.detail)")
    for word in bad.words { #expect(fault.detail.contains(word), "\(fault.detail)") }
    #expect(fault.detail.contains("; "), "a remedy follows: \(fault.detail)")
  }

  @Test("a row longer than the limit is refused by its length")
  func tooLong() throws {
    let rules = EventDecodingRules(rowByteCountMax: 200)
    let fault = try #require(throws: RowFault.self) { try decode(SampleRow.flat.bytes, rules: rules).get() }
    #expect(fault.reason == .rowTooLong)
    #expect(fault.detail.contains("\(SampleRow.flat.bytes.count) bytes") && fault.detail.contains("200"))
  }

  @Test("the column in a sentence is the place of the value in the row")
  func column() throws {
    let text = SampleRow.flat.setting("cost_after", "-7").text
    let column = (text.split(separator: "-7").first?.utf8.count ?? 0) + 1
    let fault = try #require(throws: RowFault.self) { try decode(Array(text.utf8)).get() }
    #expect(fault.detail.hasPrefix("cost_after at column \(column): found -7"))
  }

  @Test("hostile objects of very many keys are checked in linear time and still refuse the second key")
  func manyKeys() throws {
    let members = (0..<60_000).map { "\"k\($0)\":0" }
    let good = SampleRow.flat.setting("extra", "{" + members.joined(separator: ",") + "}")
    #expect(throws: Never.self) { try decode(good) }
    let bad = SampleRow.flat.setting("extra", "{" + (members + ["\"k0\":1"]).joined(separator: ",") + "}")
    #expect(try #require(throws: RowFault.self) { try decode(bad) }.detail.contains("\"k0\""))
  }
}
