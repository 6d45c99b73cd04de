import Billing
import StrictJSON

/// The strict scan of one row: the whole row is checked against the grammar, no key may come twice anywhere, and the
/// places of the decoded members go into a `RowIndex`. This scan defines what is accepted.
struct RowScanner {
  private let names = EventFieldNames()
  private let limits: JSONLimits
  private var otherKeys = JSONKeySet()

  init(rules: EventDecodingRules) { limits = JSONLimits(byteCountMax: rules.rowByteCountMax) }

  /// Scans `row`, which has at most 2^31 - 1 bytes.
  mutating func scan(_ row: UnsafeBufferPointer<UInt8>, into index: inout RowIndex) throws(RowFault) {
    index.clear()
    otherKeys.removeAll()
    var scanner = JSONScanner(row)
    var field = -1
    do throws(JSONError) {
      scanner.skipSpace()
      guard scanner.peek == UInt8(ascii: "{") else {
        try scanner.skipValue(depthLeft: limits.depthMax, limits: limits)
        try Self.takeEnd(&scanner)
        throw Self.notAnObject
      }
      try scanMembers(&scanner, into: &index, field: &field)
      try Self.takeEnd(&scanner)
    } catch {
      guard error != Self.notAnObject else { throw Self.objectExpected(row) }
      throw RowFault.notJSON(error, in: row, field: EventField(rawValue: field)?.name)
    }
  }

  /// Stands for a row that is strict JSON of another kind; no real error has this offset.
  private static let notAnObject = JSONError(.trailingBytes, at: -1)

  private static func objectExpected(_ row: UnsafeBufferPointer<UInt8>) -> RowFault {
    RowFault(
      .notAnObject,
      detail: "the row is \(RowFault.shown(row)); accepted is one JSON object a row; \(RowFault.remedy)")
  }

  private static func takeEnd(_ scanner: inout JSONScanner) throws(JSONError) {
    scanner.skipSpace()
    guard scanner.peek == nil else { throw JSONError(.trailingBytes, at: scanner.position) }
  }

  /// Reads the top object; `field` is the raw value of the member whose value is being read or was read last before
  /// its comma, -1 for none.
  private mutating func scanMembers(
    _ scanner: inout JSONScanner, into index: inout RowIndex, field: inout Int
  ) throws(JSONError) {
    scanner.position += 1
    scanner.skipSpace()
    if scanner.peek == UInt8(ascii: "}") {
      scanner.position += 1
      return
    }
    var guess = 0
    while true {
      scanner.skipSpace()
      let found = try takeKey(&scanner, guess: guess, index)
      field = found
      if found >= 0 {
        index[found] = try takeSlot(&scanner)
        guess = found + 1
      } else {
        try scanner.skipValue(depthLeft: limits.depthMax - 1, limits: limits)
      }
      scanner.skipSpace()
      if scanner.peek == UInt8(ascii: "}") {
        scanner.position += 1
        break
      }
      try scanner.take(UInt8(ascii: ","), expected: "',' or '}'")
      field = -1
    }
    field = -1
  }

  /// Reads a key and its colon: a field's raw value, or -1 for a member that is only checked.
  private mutating func takeKey(
    _ scanner: inout JSONScanner, guess: Int, _ index: RowIndex
  ) throws(JSONError) -> Int {
    let writtenCount = names.writtenKeyCount(guess, in: scanner.bytes, at: scanner.position)
    if writtenCount > 0, index[guess].kind == .absent {
      scanner.position += writtenCount
      scanner.skipSpace()
      return guess
    }
    let found = try takeOtherKey(&scanner, index)
    scanner.skipSpace()
    try scanner.take(UInt8(ascii: ":"), expected: "':' after a key")
    scanner.skipSpace()
    return found
  }

  /// Reads a key that is not the one expected.
  private mutating func takeOtherKey(_ scanner: inout JSONScanner, _ index: RowIndex) throws(JSONError) -> Int
  {
    let key = try scanner.takeStringRange()
    var found = -1
    if key.isPlain {
      found = names.index(of: UnsafeBufferPointer(rebasing: scanner.bytes[key.range]))
    } else {
      found = Array(try scanner.unescaped(key.range).utf8).withUnsafeBufferPointer {
        names.index(of: $0)
      }
    }
    guard found >= 0 else {
      try otherKeys.insert(key, of: scanner)
      return -1
    }
    guard index[found].kind == .absent else {
      let name = EventField(rawValue: found)?.name ?? ""
      throw JSONError(.duplicateKey(name), at: key.range.lowerBound - 1)
    }
    return found
  }

  private func takeSlot(_ scanner: inout JSONScanner) throws(JSONError) -> RowIndex.Slot {
    guard let byte = scanner.peek else { throw JSONError(.endedEarly, at: scanner.position) }
    let start = scanner.position
    let kind: RowIndex.Kind
    switch byte {
    case UInt8(ascii: "\""):
      let (range, isPlain) = try scanner.takeStringRange()
      if !isPlain { _ = try scanner.unescaped(range) }
      return RowIndex.Slot(
        kind: isPlain ? .plainString : .escapedString, start: Int32(range.lowerBound),
        end: Int32(range.upperBound))
    case UInt8(ascii: "{"): kind = .object
    case UInt8(ascii: "["): kind = .array
    case UInt8(ascii: "t"), UInt8(ascii: "f"): kind = .bool
    case UInt8(ascii: "n"): kind = .null
    default:
      let range = try scanner.takeNumber()
      return RowIndex.Slot(kind: .number, start: Int32(range.lowerBound), end: Int32(range.upperBound))
    }
    try scanner.skipValue(depthLeft: limits.depthMax - 1, limits: limits)
    return RowIndex.Slot(kind: kind, start: Int32(start), end: Int32(scanner.position))
  }
}
