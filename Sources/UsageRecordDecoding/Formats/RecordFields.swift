import Billing
import StrictJSON

/// Reads the members of a JSON object, each as its meaning demands.
struct RecordFields {
  let object: JSONObject

  /// A member that is neither absent nor null.
  subscript(key: String) -> JSONValue? {
    guard let value = object[key], value != .null else { return nil }
    return value
  }

  /// A name, or `nil` when it is absent or null.
  func name(
    _ key: String, byteCountMax: Int = UsageRecordLimits.nameByteCountMax
  ) throws(UsageRecordFault) -> String? {
    guard let value = self[key] else { return nil }
    guard let text = value.string else { throw mistyped(key, accepted: "a text") }
    guard (1...byteCountMax).contains(text.utf8.count),
      !text.unicodeScalars.contains(where: UsageRecordFault.isControl)
    else {
      throw .value(
        .identifierInvalid, of: key, found: "\"\(text)\" (\(text.utf8.count) bytes)",
        accepted: "a text of 1 to \(byteCountMax) bytes without control characters")
    }
    return text
  }

  func requiredName(
    _ key: String, byteCountMax: Int = UsageRecordLimits.nameByteCountMax
  ) throws(UsageRecordFault) -> String {
    guard let name = try name(key, byteCountMax: byteCountMax) else {
      throw .missing(key, accepted: "a text of 1 to \(byteCountMax) bytes")
    }
    return name
  }

  /// A whole number, or `nil` when it is absent or null.
  func wholeNumber(_ key: String, in range: ClosedRange<Int64>) throws(UsageRecordFault) -> Int64? {
    guard let value = self[key] else { return nil }
    let accepted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard let text = value.number else { throw mistyped(key, accepted: accepted) }
    guard let number = Int64(text), range.contains(number) else {
      throw .value(.numberOutOfRange, of: key, found: text, accepted: accepted)
    }
    return number
  }

  /// A truth value; `false` when it is absent or null.
  func flag(_ key: String) throws(UsageRecordFault) -> Bool {
    guard let value = self[key] else { return false }
    guard let truth = value.bool else { throw mistyped(key, accepted: "true or false") }
    return truth
  }

  /// A required instant.
  func instant(_ key: String) throws(UsageRecordFault) -> Instant {
    let accepted = "RFC 3339 with a zone, as 2026-11-20T03:00:00Z, on whole milliseconds"
    guard let value = self[key] else { throw .missing(key, accepted: accepted) }
    guard let text = value.string else { throw mistyped(key, accepted: accepted) }
    guard let instant = Instant(text: text), instant.isWholeMillisecond else {
      throw .value(.timestampInvalid, of: key, found: text, accepted: accepted)
    }
    return instant
  }

  /// The interval of `start` and `end`.
  func interval() throws(UsageRecordFault) -> AllocatedInterval {
    try Self.interval(from: try instant("start"), to: try instant("end"))
  }

  /// The interval of two instants, within the limits.
  static func interval(from start: Instant, to end: Instant) throws(UsageRecordFault) -> AllocatedInterval {
    guard let interval = AllocatedInterval(start: start, end: end) else {
      throw .value(
        .inconsistent, of: "end", found: "\(end), after a start of \(start)",
        accepted: "an end after the start")
    }
    let range = UsageRecordLimits.millisecondRange
    let epoch = Instant(microseconds: 0)
    guard range.contains(start.milliseconds(since: epoch)), range.contains(end.milliseconds(since: epoch)),
      interval.milliseconds <= UsageRecordLimits.intervalMillisecondsMax
    else {
      throw .value(
        .timestampInvalid, of: "start and end", found: interval.text,
        accepted: "an interval of at most 366 days within the years 2000 to 2199")
    }
    return interval
  }

  func mistyped(_ key: String, accepted: String) -> UsageRecordFault {
    let found = String(decoding: JSONWriter.compact(object[key] ?? .null).prefix(60), as: UTF8.self)
    return .value(.fieldMistyped, of: key, found: found, accepted: accepted)
  }
}
