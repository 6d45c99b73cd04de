package import Billing

/// The `Date` header of an answer, in its one modern form: `Sat, 21 Nov 2026 19:00:00 GMT` (RFC 9110).
package enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The instant; `nil` for any other text.
  package static func instant(_ text: String) -> Instant? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT", parts[1].utf8.count == 2,
      parts[4].utf8.count == 8,
      let month = months.firstIndex(of: String(parts[2]))
    else { return nil }
    let number = month + 1
    return Instant(text: "\(parts[3])-\(number < 10 ? "0" : "")\(number)-\(parts[1])T\(parts[4])Z")
  }
}
