/// A row that was not posted: nothing of it is lost.
package struct QuarantinedRow: Hashable, Sendable {
  /// Path of the source, or `-` for standard input.
  package let source: String
  /// One-based line, or element of a JSON array.
  package let line: Int
  /// Zero-based byte offset of the row in the (decompressed) source.
  package let byteOffset: Int
  /// Why.
  package let reason: QuarantineReason
  /// The sentence a person reads: what was found, what is accepted, what to do.
  package let detail: String
  /// The row's exact bytes.
  package let rawBytes: [UInt8]

  /// A row of the parts given.
  package init(
    source: String, line: Int, byteOffset: Int, reason: QuarantineReason, detail: String, rawBytes: [UInt8]
  ) {
    self.source = source
    self.line = line
    self.byteOffset = byteOffset
    self.reason = reason
    self.detail = detail
    self.rawBytes = rawBytes
  }
}

/// Why a row was not posted. The raw value is what the store and reports hold.
package enum QuarantineReason: String, CaseIterable, Hashable, Sendable {
  /// The row is not strict JSON.
  case notJSON = "not_json"
  /// The row is JSON but no object.
  case notAnObject = "not_an_object"
  /// A required field is absent.
  case fieldMissing = "field_missing"
  /// A field has another type.
  case fieldMistyped = "field_mistyped"
  /// A number does not fit its grid.
  case numberOutOfRange = "number_out_of_range"
  /// An amount is below zero.
  case negativeAmount = "negative_amount"
  /// The timestamp is no RFC 3339 instant with a zone.
  case timestampInvalid = "timestamp_invalid"
  /// The currency is no ISO 4217 code.
  case currencyInvalid = "currency_invalid"
  /// An identifier is empty, too long or holds control characters.
  case identifierInvalid = "identifier_invalid"
  /// The row is longer than the limit.
  case rowTooLong = "row_too_long"
  /// A posted event has the same usage id and other content.
  case conflict = "conflict"
  /// The line is no GPU usage record of the format named.
  case notARecord = "not_a_record"
  /// Nothing says whose GPUs they were, or of which tier.
  case unmapped = "unmapped"
  /// The record has no end yet.
  case stillRunning = "still_running"
  /// The record's numbers contradict each other.
  case inconsistent = "inconsistent"
  /// Another record holds the same GPU, or the same allocation, at the same time.
  case overlap = "overlap"
}
