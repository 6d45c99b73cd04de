import Billing

/// Why a record is not taken. The reason and the sentence are what the quarantine keeps.
struct UsageRecordFault: Error, Hashable {
  let reason: QuarantineReason
  let detail: String

  init(_ reason: QuarantineReason, _ detail: String) {
    self.reason = reason
    self.detail = detail
  }

  static func missing(_ field: String, accepted: String) -> UsageRecordFault {
    UsageRecordFault(
      .fieldMissing,
      "\(field) is missing; accepted is \(accepted); have the exporter write it and import the record again")
  }

  static func value(
    _ reason: QuarantineReason, of field: String, found: String, accepted: String
  ) -> UsageRecordFault {
    UsageRecordFault(
      reason,
      "\(field): found \(shown(found)); accepted is \(accepted); correct it where the record is written")
  }

  /// At most 80 characters of a value, control characters replaced.
  static func shown(_ text: String) -> String {
    let scalars = text.unicodeScalars.prefix(80).map { isControl($0) ? "\u{FFFD}" : $0 }
    return String(String.UnicodeScalarView(scalars)) + (text.unicodeScalars.count > 80 ? "…" : "")
  }

  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
  }
}
