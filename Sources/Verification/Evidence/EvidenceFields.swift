import Billing
import StrictJSON

/// What is wrong with evidence that is JSON but no evidence of ours.
struct EvidenceFault: Error, Hashable {
  /// Where, such as `order.terms.policy`.
  let path: String
  /// What belongs there.
  let expected: String
}

/// The members of one object of evidence, read strictly. Whole numbers beyond 10^15 are refused, so that nothing
/// computed from them overflows.
struct EvidenceFields {
  private let object: JSONObject
  private let path: String

  private static let integerMax: Int64 = 1_000_000_000_000_000

  init(_ value: JSONValue?, at path: String) throws(EvidenceFault) {
    guard let object = value?.object else { throw EvidenceFault(path: path, expected: "an object") }
    self.object = object
    self.path = path
  }

  func path(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
  func value(_ key: String) -> JSONValue? { object[key] }

  func fault(_ key: String, _ expected: String) -> EvidenceFault {
    EvidenceFault(path: path(key), expected: expected)
  }

  func fields(_ key: String) throws(EvidenceFault) -> EvidenceFields {
    try EvidenceFields(object[key], at: path(key))
  }

  func text(_ key: String) throws(EvidenceFault) -> String {
    guard let text = object[key]?.string else { throw fault(key, "a text") }
    return text
  }

  func optionalText(_ key: String) throws(EvidenceFault) -> String? {
    object[key] == .null ? nil : try text(key)
  }

  func integer(
    _ key: String, in range: ClosedRange<Int64> = 0...integerMax
  ) throws(EvidenceFault) -> Int64 {
    guard let text = object[key]?.number, let integer = Int64(text), range.contains(integer) else {
      throw fault(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return integer
  }

  func optionalInteger(
    _ key: String, in range: ClosedRange<Int64> = 0...integerMax
  ) throws(EvidenceFault) -> Int64? {
    object[key] == .null ? nil : try integer(key, in: range)
  }

  func optionalCount(_ key: String) throws(EvidenceFault) -> Int? {
    try optionalInteger(key, in: -1_000_000_000...1_000_000_000).map { Int($0) }
  }

  func flag(_ key: String) throws(EvidenceFault) -> Bool {
    guard let flag = object[key]?.bool else { throw fault(key, "true or false") }
    return flag
  }

  func optionalFlag(_ key: String) throws(EvidenceFault) -> Bool? {
    object[key] == .null ? nil : try flag(key)
  }

  /// A word of a closed list.
  func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Word.Type
  ) throws(EvidenceFault) -> Word where Word.RawValue == String {
    guard let word = Word(rawValue: try text(key)) else {
      throw fault(key, "one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return word
  }

  /// RFC 3339 in UTC.
  func instant(_ key: String) throws(EvidenceFault) -> Instant {
    guard let instant = Instant(text: try text(key)) else { throw fault(key, "a time in RFC 3339") }
    return instant
  }

  /// A list whose elements are read by `read`, with the path of each.
  func list<Element>(
    _ key: String, _ read: (JSONValue, String) throws(EvidenceFault) -> Element
  ) throws(EvidenceFault) -> [Element] {
    guard let elements = object[key]?.array else { throw fault(key, "a list") }
    var result: [Element] = []
    for (index, element) in elements.enumerated() {
      result.append(try read(element, "\(path(key))[\(index)]"))
    }
    return result
  }

  func texts(_ key: String) throws(EvidenceFault) -> [String] {
    try list(key) { value, path throws(EvidenceFault) in
      guard let text = value.string else { throw EvidenceFault(path: path, expected: "a text") }
      return text
    }
  }

  /// GPU hours as decimal text, in steps of 10^-12.
  func hours(_ key: String) throws(EvidenceFault) -> Int128 {
    let parts = try text(key).split(separator: ".", omittingEmptySubsequences: false)
    let fraction = parts.count == 2 ? parts[1] : ""
    let digits = parts[0] + fraction + String(repeating: "0", count: max(0, 12 - fraction.count))
    guard parts.count <= 2, fraction.count <= 12, digits.count <= 38, let steps = Int128(digits), steps >= 0
    else {
      throw fault(key, "hours with at most 12 decimals")
    }
    return steps
  }
}
