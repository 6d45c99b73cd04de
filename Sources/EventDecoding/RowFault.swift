package import Billing
import StrictJSON

/// Why a row is no usage event.
package struct RowFault: Error, Hashable, Sendable {
  /// The class of the fault.
  package let reason: QuarantineReason
  /// The sentence a person reads: field and place, what was found, what is accepted, what to do.
  package let detail: String

  /// A fault of the parts given.
  package init(_ reason: QuarantineReason, detail: String) {
    self.reason = reason
    self.detail = detail
  }
}

extension RowFault {
  static let remedy = "correct it where the event is written and import the corrected row"

  static func missing(_ field: String, accepted: String) -> RowFault {
    RowFault(
      .fieldMissing,
      detail:
        "\(field) is missing; accepted is \(accepted); have the exporter write it and import the row again")
  }

  static func value(
    _ reason: QuarantineReason, of field: String, column: Int, found: String, accepted: String
  ) -> RowFault {
    RowFault(
      reason, detail: "\(field) at column \(column): found \(found); accepted is \(accepted); \(remedy)")
  }

  /// The fault of a row that is not strict JSON; `field` is the member being read, when there is one.
  static func notJSON(_ error: JSONError, in row: UnsafeBufferPointer<UInt8>, field: String?) -> RowFault {
    let place = (field.map { "\($0) at " } ?? "") + "column \(error.offset + 1)"
    let hint: String
    if let word = nonFiniteWord(at: error.offset, in: row) {
      return RowFault(
        .notJSON,
        detail: "\(place): found \(word), which is no JSON number; accepted is a finite number; \(remedy)")
    } else if row.contains(0) {
      hint = "the row holds NUL bytes, as after a torn write or in UTF-16; write the file again as UTF-8"
    } else if error.reason == .endedEarly {
      hint = "a line must hold one whole object, or the file one array of objects; \(remedy)"
    } else {
      hint = "accepted is one JSON object (RFC 8259, UTF-8, no key twice); \(remedy)"
    }
    return RowFault(.notJSON, detail: "\(place): \(error.reason.sentence); \(hint)")
  }

  /// `NaN` or `Infinity`, which Python writes for numbers that are not finite.
  private static func nonFiniteWord(at offset: Int, in row: UnsafeBufferPointer<UInt8>) -> String? {
    for word in ["NaN", "Infinity"] {
      let bytes = Array(word.utf8)
      guard offset >= 0, offset + bytes.count <= row.count else { continue }
      guard row[offset..<offset + bytes.count].elementsEqual(bytes) else { continue }
      return offset > 0 && row[offset - 1] == UInt8(ascii: "-") ? "-" + word : word
    }
    return nil
  }

  /// At most 60 bytes of a value as a sentence may show them: control characters and what is no UTF-8 replaced.
  static func shown(_ bytes: some Collection<UInt8>) -> String {
    let text = String(decoding: bytes.prefix(60), as: UTF8.self)
    let scalars = text.unicodeScalars.map { isControl($0) ? "\u{FFFD}" : $0 }
    return String(String.UnicodeScalarView(scalars)) + (bytes.count > 60 ? "…" : "")
  }

  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
  }
}
