import Billing
import StrictJSON

/// CloudTrail's spelling of what the metering service's model names: its keys begin in lower case, and it prints times
/// for people.
enum TrailSpelling {
  /// The model's keys by their letters alone.
  private static let names: [String: String] = Dictionary(
    uniqueKeysWithValues: [
      "UsageRecords", "ProductCode", "Results", "UnprocessedRecords", "UsageRecord", "MeteringRecordId",
      "Status",
      "Timestamp", "Dimension", "CustomerIdentifier", "CustomerAWSAccountId", "LicenseArn", "Quantity",
      "QuantityAsDecimal", "UsageAllocations", "AllocatedUsageQuantity", "AllocatedUsageQuantityAsDecimal",
      "Tags",
      "Key", "Value",
    ].map { ($0.lowercased(), $0) })

  /// The value as the service itself spells it, without members that are null; `nil` when an object has one key in two
  /// spellings.
  static func service(_ value: JSONValue) -> JSONValue? {
    switch value {
    case .null, .bool, .number, .string: return value
    case .array(let elements):
      let spelt = elements.compactMap(service)
      return spelt.count == elements.count ? .array(spelt) : nil
    case .object(let members):
      var spelt = JSONObject()
      for key in members.keys {
        let name = names[key.lowercased()] ?? key
        guard let member = members[key], let value = service(member) else { return nil }
        if value == .null { continue }
        guard spelt.insert(name == "Timestamp" ? time(value) : value, for: name) else { return nil }
      }
      return .object(spelt)
    }
  }

  /// `Apr 19, 2018 4:32:50 PM`, which is UTC, as RFC 3339; any other value as it is.
  private static func time(_ value: JSONValue) -> JSONValue {
    guard let text = value.string, let instant = instant(text) else { return value }
    return .string(instant.text)
  }

  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// The instant that Java's medium style prints, of any version: with or without a comma after the year, and with a
  /// plain or a narrow blank before AM or PM.
  static func instant(_ text: String) -> Instant? {
    let blanks: Set<Unicode.Scalar> = [" ", ",", "\u{A0}", "\u{202F}"]
    let words = text.unicodeScalars.split { blanks.contains($0) }.map { String($0).lowercased() }
    guard words.count == 5, let month = months.firstIndex(of: words[0]),
      let day = number(words[1], digits: 1...2), let year = number(words[2], digits: 4...4),
      let second = secondOfDay(words[3], half: words[4]),
      let date = CivilDate(year: year, month: Int64(month) + 1, day: day)
    else { return nil }
    return Instant(epochSeconds: date.dayNumber * 86_400 + second)
  }

  /// `4:32:50` of the half of a day.
  private static func secondOfDay(_ clock: String, half: String) -> Int64? {
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, ["am", "pm"].contains(half), let hour = number(parts[0], digits: 1...2),
      let minute = number(parts[1], digits: 2...2), let second = number(parts[2], digits: 2...2),
      (1...12).contains(hour), minute < 60, second < 60
    else { return nil }
    let hourOfHalf = hour == 12 ? 0 : hour
    return (hourOfHalf + (half == "pm" ? 12 : 0)) * 3_600 + minute * 60 + second
  }

  private static func number(_ text: String, digits: ClosedRange<Int>) -> Int64? {
    guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int64(text)
  }
}
