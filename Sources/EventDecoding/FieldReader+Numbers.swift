import Billing

extension FieldReader {
  /// A required amount on its grid, not below zero.
  func amount(_ field: EventField, gridDigits: Int, unit: String) throws(RowFault) -> Int64 {
    let steps = try number(field, gridDigits: gridDigits, accepted: "a number of \(unit), zero or above")
    guard steps >= 0 else {
      throw fault(.negativeAmount, field, accepted: "a number of \(unit), zero or above")
    }
    return steps
  }

  /// A required whole number of tokens, written without point and exponent.
  func wholeNumber(_ field: EventField) throws(RowFault) -> Int64 {
    let accepted = "a whole number, zero or above, without point and exponent"
    let slot = index[field]
    if slot.kind == .number, bytes(slot.range).contains(where: { $0 == 0x2E || $0 | 0x20 == 0x65 }) {
      throw fault(.fieldMistyped, field, accepted: accepted)
    }
    let value = try number(field, gridDigits: 0, accepted: accepted)
    guard value >= 0 else { throw fault(.negativeAmount, field, accepted: accepted) }
    return value
  }

  /// A required number that is no amount (a latency, a rate, a percentage), on a grid of nine digits.
  func measurement(_ field: EventField) throws(RowFault) -> Int64 {
    try number(field, gridDigits: EventDecoder.measurementGridDigits, accepted: "a number")
  }

  /// The same for a member that must be there and may be null.
  func optionalMeasurement(_ field: EventField) throws(RowFault) -> Int64? {
    switch index[field].kind {
    case .absent: throw .missing(field.name, accepted: "a number or null")
    case .null: return nil
    default:
      return try number(field, gridDigits: EventDecoder.measurementGridDigits, accepted: "a number or null")
    }
  }

  /// The steps of a number; `accepted` is only made when there is something to complain about.
  private func number(
    _ field: EventField, gridDigits: Int, accepted: @autoclosure () -> String
  ) throws(RowFault) -> Int64 {
    let slot = index[field]
    guard slot.kind == .number else {
      if slot.kind == .absent { throw .missing(field.name, accepted: accepted()) }
      throw mistyped(field, accepted: accepted())
    }
    do throws(GridText.Failure) {
      return try GridText.parse(bytes(slot.range), gridDigits: gridDigits)
    } catch {
      let bound = GridText.format(Int128(Int64.max), gridDigits: gridDigits)
      throw fault(.numberOutOfRange, field, accepted: "a number from -\(bound) to \(bound)")
    }
  }

  private func fault(_ reason: QuarantineReason, _ field: EventField, accepted: String) -> RowFault {
    let slot = index[field]
    return .value(
      reason, of: field.name, column: Int(slot.start) + 1, found: RowFault.shown(bytes(slot.range)),
      accepted: accepted)
  }
}
