import StrictJSON

/// Walks a valid row and writes down its shape.
struct RowLayoutLearning {
  private(set) var segments: [RowLayout.Segment] = []
  private(set) var literals: [UInt8] = []
  private(set) var metadataKeys: [[UInt8]]?
  private let names: EventFieldNames
  private var scanner: JSONScanner
  /// Where the fixed bytes begin that no segment has yet.
  private var literalStart = 0

  init(_ row: UnsafeBufferPointer<UInt8>, names: EventFieldNames) {
    self.names = names
    scanner = JSONScanner(row)
  }

  /// `false` when the row has a value that is neither of a known kind nor fixed.
  mutating func learn() throws(JSONError) -> Bool {
    scanner.skipSpace()
    try scanner.take(UInt8(ascii: "{"), expected: "an object")
    scanner.skipSpace()
    while scanner.peek != UInt8(ascii: "}") {
      guard let key = try takeKey(), try takeValue(of: names.index(of: key)) else { return false }
      try takeComma()
    }
    scanner.position = scanner.bytes.count
    close(.end, place: 0, before: scanner.position)
    return true
  }

  /// A key whose bytes are its text; `nil` for any other one.
  private mutating func takeKey() throws(JSONError) -> UnsafeBufferPointer<UInt8>? {
    let (range, isPlain) = try scanner.takeStringRange()
    scanner.skipSpace()
    try scanner.take(UInt8(ascii: ":"), expected: "':'")
    scanner.skipSpace()
    return isPlain ? UnsafeBufferPointer(rebasing: scanner.bytes[range]) : nil
  }

  private mutating func takeComma() throws(JSONError) {
    scanner.skipSpace()
    if scanner.peek == UInt8(ascii: ",") { scanner.position += 1 }
    scanner.skipSpace()
  }

  /// Ends the fixed bytes at `position` with a value that begins there.
  private mutating func close(_ value: RowLayout.Value, place: Int, before position: Int) {
    segments.append(
      RowLayout.Segment(
        literalStart: literals.count, literalCount: position - literalStart, value: value, place: place))
    literals += scanner.bytes[literalStart..<position]
  }

  private mutating func takeValue(of place: Int) throws(JSONError) -> Bool {
    let field = EventField(rawValue: place)
    switch scanner.peek {
    case UInt8(ascii: "\""):
      let (range, _) = try scanner.takeStringRange()
      close(Self.text(field), place: place, before: range.lowerBound)
      literalStart = range.upperBound
    case UInt8(ascii: "n") where field == .utilizationBefore || field == .utilizationAfter:
      close(.optionalMeasurement, place: place, before: scanner.position)
      try scanner.skipValue(depthLeft: 1)
      literalStart = scanner.position
    case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "f"): try scanner.skipValue(depthLeft: 1)
    case UInt8(ascii: "["): return try takeArray(field)
    case UInt8(ascii: "{"): return try takeObject(field)
    default:
      close(Self.number(field), place: place, before: scanner.position)
      literalStart = try scanner.takeNumber().upperBound
    }
    return true
  }

  private mutating func takeArray(_ field: EventField?) throws(JSONError) -> Bool {
    let start = scanner.position
    try scanner.skipValue(depthLeft: JSONLimits().depthMax)
    guard field == .providers else { return Self.isEmpty(scanner.bytes[start..<scanner.position]) }
    close(.providers, place: EventField.providers.rawValue, before: start)
    literalStart = scanner.position
    return true
  }

  private mutating func takeObject(_ field: EventField?) throws(JSONError) -> Bool {
    guard field == .metadata else {
      let start = scanner.position
      try scanner.skipValue(depthLeft: JSONLimits().depthMax)
      return Self.isEmpty(scanner.bytes[start..<scanner.position])
    }
    scanner.position += 1
    scanner.skipSpace()
    var keys: [[UInt8]] = []
    while scanner.peek != UInt8(ascii: "}") {
      guard let key = try takeKey(), scanner.peek == UInt8(ascii: "\"") else { return false }
      let (range, _) = try scanner.takeStringRange()
      close(.metadataText, place: keys.count, before: range.lowerBound)
      literalStart = range.upperBound
      keys.append(Array(key))
      try takeComma()
    }
    scanner.position += 1
    metadataKeys = keys
    return keys.count <= LayoutLimits.metadataMemberCountMax
  }

  /// Whether a list or object holds nothing but space.
  private static func isEmpty(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    text.dropFirst().dropLast().allSatisfy(ElementScan.isSpace)
  }

  private static func text(_ field: EventField?) -> RowLayout.Value {
    switch field {
    case .usageID: .usageID
    case .projectID, .modelName: .identifier
    case .region: .region
    case .currency: .currency
    case .timestamp: .timestamp
    default: .otherText
    }
  }

  private static func number(_ field: EventField?) -> RowLayout.Value {
    switch field {
    case .tokensProcessed: .tokens
    case .gpuHoursBefore, .gpuHoursAfter, .gpuHoursSaved, .costBefore, .costAfter, .costSavings, .usageCharge,
      .successFee, .totalBillable:
      .amount
    case .utilizationBefore, .utilizationAfter: .optionalMeasurement
    case .baselineLatency, .optimizedLatency, .baselineTokensPerSecond, .optimizedTokensPerSecond,
      .performanceUplift:
      .measurement
    default: .otherNumber
    }
  }
}
