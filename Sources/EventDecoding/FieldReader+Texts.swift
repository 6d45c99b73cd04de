import Billing
import StrictJSON

extension FieldReader {
  /// The required instant.
  func timestamp() throws(RowFault) -> Instant {
    let slot = index[.timestamp]
    let accepted = "RFC 3339 with a zone, as 2026-10-31T23:59:59.123456+00:00"
    switch slot.kind {
    case .plainString:
      if let instant = Instant(bytes: bytes(slot.range)) { return instant }
    case .escapedString:
      if let instant = Instant(text: try unescaped(slot.range)) { return instant }
    case .absent: throw .missing(EventField.timestamp.name, accepted: accepted)
    default: throw mistyped(.timestamp, accepted: accepted)
    }
    let text = bytes(slot.range)
    let isZoneMissing = Instant(text: String(decoding: text, as: UTF8.self) + "Z") != nil
    throw .value(
      .timestampInvalid, of: EventField.timestamp.name, column: Int(slot.start) + 1,
      found: "\"\(RowFault.shown(text))\"" + (isZoneMissing ? ", which names no zone" : ""),
      accepted: accepted)
  }

  /// The required currency.
  func currency(_ texts: inout TextCache) throws(RowFault) -> Currency {
    let slot = index[.currency]
    let accepted = "an ISO 4217 code of three capital letters, as USD"
    switch slot.kind {
    case .plainString:
      if let currency = Currency(code: texts.text(of: bytes(slot.range))) { return currency }
    case .escapedString:
      if let currency = Currency(code: try unescaped(slot.range)) { return currency }
    case .absent: throw .missing(EventField.currency.name, accepted: accepted)
    default: throw mistyped(.currency, accepted: accepted)
    }
    throw .value(
      .currencyInvalid, of: EventField.currency.name, column: Int(slot.start) + 1,
      found: "\"\(RowFault.shown(bytes(slot.range)))\"", accepted: accepted)
  }

  /// The targets the event names, sorted and unique. An absent, null or empty list leaves it to the project.
  func providers() throws(RowFault) -> [ProviderID]? {
    let slot = index[.providers]
    switch slot.kind {
    case .absent, .null: return nil
    case .array: break
    default: throw mistyped(.providers, accepted: "a list of texts")
    }
    var scanner = JSONScanner(row, position: Int(slot.start))
    let list: JSONValue
    do throws(JSONError) {
      list = try scanner.takeValue(depthLeft: JSONLimits().depthMax)
    } catch {
      throw .notJSON(error, in: row, field: EventField.providers.name)
    }
    var found: Set<ProviderID> = []
    for element in list.array ?? [] {
      guard let text = element.string else { throw mistyped(.providers, accepted: "a list of texts") }
      let name = try checkedIdentifier(
        text, name: EventField.providers.name, column: Int(slot.start) + 1, isEmptyNone: false)
      if let name { found.insert(ProviderID(name)) }
    }
    return found.isEmpty ? nil : found.sorted()
  }
}
