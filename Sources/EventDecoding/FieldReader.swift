import Billing
import StrictJSON

/// Reads the values of one scanned row, each as its field demands.
struct FieldReader {
  let row: UnsafeBufferPointer<UInt8>
  let index: RowIndex
  let identifierByteCountMax: Int

  /// The bytes of a slot.
  func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: row[range]) }

  /// A required identifier that comes again and again.
  func identifier(_ field: EventField, _ texts: inout TextCache) throws(RowFault) -> String {
    guard let text = try optionalIdentifier(field, isEmptyNone: false, &texts) else {
      throw .missing(field.name, accepted: "a text of 1 to \(identifierByteCountMax) bytes")
    }
    return text
  }

  /// An identifier, or `nil` when it is absent, null, or empty where that counts as none.
  func optionalIdentifier(
    _ field: EventField, isEmptyNone: Bool, _ texts: inout TextCache
  ) throws(RowFault) -> String? {
    let slot = index[field]
    switch slot.kind {
    case .absent: return nil
    case .null where field.isOptional: return nil
    case .plainString:
      let content = bytes(slot.range)
      if isEmptyNone, content.isEmpty { return nil }
      guard (1...identifierByteCountMax).contains(content.count), !content.contains(0x7F) else {
        throw identifierFault(field.name, column: Int(slot.start) + 1, content)
      }
      return texts.text(of: content)
    case .escapedString:
      return try checkedIdentifier(
        try unescaped(slot.range), name: field.name, column: Int(slot.start) + 1, isEmptyNone: isEmptyNone)
    default: throw mistyped(field, accepted: "a text")
    }
  }

  /// An identifier that comes once, so that no copy is kept; `nil` when it is absent or null.
  func uniqueIdentifier(_ field: EventField) throws(RowFault) -> String? {
    let slot = index[field]
    if slot.kind == .plainString, (1...identifierByteCountMax).contains(slot.range.count) {
      let content = bytes(slot.range)
      if !content.contains(0x7F) { return String(decoding: content, as: UTF8.self) }
    }
    var texts = TextCache(slotCount: 1)
    return try optionalIdentifier(field, isEmptyNone: false, &texts)
  }

  /// `text` when it may be an identifier.
  func checkedIdentifier(
    _ text: String, name: String, column: Int, isEmptyNone: Bool
  ) throws(RowFault) -> String? {
    if isEmptyNone, text.isEmpty { return nil }
    guard (1...identifierByteCountMax).contains(text.utf8.count),
      !text.unicodeScalars.contains(where: RowFault.isControl)
    else { throw identifierFault(name, column: column, Array(text.utf8)) }
    return text
  }

  private func identifierFault(_ name: String, column: Int, _ content: some Collection<UInt8>) -> RowFault {
    .value(
      .identifierInvalid, of: name, column: column,
      found: content.isEmpty ? "an empty text" : "\"\(RowFault.shown(content))\" (\(content.count) bytes)",
      accepted: "a text of 1 to \(identifierByteCountMax) bytes without control characters")
  }

  /// The text of a string slot that the scan found valid.
  func unescaped(_ range: Range<Int>) throws(RowFault) -> String {
    do throws(JSONError) {
      return try JSONScanner(row).unescaped(range)
    } catch {
      throw .notJSON(error, in: row, field: nil)
    }
  }

  func mistyped(_ field: EventField, accepted: String) -> RowFault {
    let slot = index[field]
    let found: String
    switch slot.kind {
    case .plainString, .escapedString: found = "the text \"\(RowFault.shown(bytes(slot.range)))\""
    case .object: found = "an object"
    case .array: found = "a list"
    default: found = RowFault.shown(bytes(slot.range))
    }
    return .value(
      .fieldMistyped, of: field.name, column: Int(slot.start) + 1, found: found, accepted: accepted)
  }
}

extension EventField {
  /// Whether `null` means the same as absence.
  var isOptional: Bool {
    switch self {
    case .usageID, .region, .providers, .metadata, .utilizationBefore, .utilizationAfter, .dispatchResults:
      true
    default: false
    }
  }
}
