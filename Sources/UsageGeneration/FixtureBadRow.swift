/// The kinds of bad rows in the fixtures. The raw value is what their README says of them.
enum FixtureBadRow: String, CaseIterable {
  case torn = "cut off in the middle, as a crash leaves it"
  case notANumber = "`NaN` for `gpu_hours_saved`"
  case withoutCurrency = "no `currency`"
  case withoutZone = "a `timestamp` without a zone"
  case negative = "a negative `cost_savings`"
  case fractionalTokens = "`tokens_processed` with a decimal point"
  case repeatedKey = "the key `region` twice"
  case tokensAsText = "`tokens_processed` as a text"

  /// A good wrapped row made bad.
  func spoil(_ good: [UInt8]) -> [UInt8] {
    let text = String(decoding: good, as: UTF8.self)
    switch self {
    case .torn: return Array(good.prefix(good.count * 3 / 5))
    case .notANumber: return Self.replacingValue(of: "gpu_hours_saved", in: text) { _ in "NaN" }
    case .withoutCurrency: return Array(text.utf8Replacing("\"currency\": \"USD\", ", with: "").utf8)
    case .withoutZone: return Array(text.utf8Replacing("+00:00\"", with: "\"").utf8)
    case .negative: return Self.replacingValue(of: "cost_savings", in: text) { "-" + $0 }
    case .fractionalTokens: return Self.replacingValue(of: "tokens_processed", in: text) { $0 + ".0" }
    case .repeatedKey: return Array((text.dropLast() + ", \"region\": \"eu-west-1\"}").utf8)
    case .tokensAsText: return Self.replacingValue(of: "tokens_processed", in: text) { "\"\($0)\"" }
    }
  }

  private static func replacingValue(of key: String, in text: String, _ change: (String) -> String) -> [UInt8]
  {
    let parts = text.split(separator: "\"\(key)\": ", maxSplits: 1)
    guard parts.count == 2 else { return Array(text.utf8) }
    let value = parts[1].prefix { $0 != "," }
    return Array((parts[0] + "\"\(key)\": " + change(String(value)) + parts[1].dropFirst(value.count)).utf8)
  }
}

extension String {
  /// The text with the one occurrence of `part` replaced.
  fileprivate func utf8Replacing(_ part: String, with other: String) -> String {
    split(separator: part, maxSplits: 1, omittingEmptySubsequences: false).joined(separator: other)
  }
}
