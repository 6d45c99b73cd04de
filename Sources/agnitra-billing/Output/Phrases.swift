import Billing

/// Small words of the output.
enum Phrases {
  /// `1,234.5 USD and 3 EUR`, or a dash.
  static func money(_ amounts: [Money]) -> String {
    amounts.isEmpty ? "-" : amounts.map { "\($0.text) \($0.currency.code)" }.joined(separator: " and ")
  }

  /// `3 d 4 h`, `4 h 10 min`, `50 s`.
  static func age(seconds: Int64) -> String {
    switch seconds {
    case ..<0: "in the future"
    case ..<60: "\(seconds) s"
    case ..<3_600: "\(seconds / 60) min"
    case ..<86_400: "\(seconds / 3_600) h \(seconds / 60 % 60) min"
    default: "\(seconds / 86_400) d \(seconds / 3_600 % 24) h"
    }
  }

  /// `1 item`, `2 items`.
  static func count(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
