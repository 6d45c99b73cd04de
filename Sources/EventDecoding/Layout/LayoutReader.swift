import Billing

/// Reads rows by layouts learnt from earlier rows. What it accepts, the strict decoder accepts with the same result;
/// what it does not, proves nothing and is left to the strict decoder (the two are held against each other over mutated
/// rows, `Tests/Fuzzing`).
struct LayoutReader {
  private let rules: EventDecodingRules
  private let rowByteCountMax: Int
  private let names = EventFieldNames()
  private var layouts: [RowLayout] = []
  private var learntCount = 0
  private(set) var values = RowValues()
  private var timestamps = TimestampReading()
  /// The lists of targets seen, by their bytes.
  private var providerLists: [(bytes: [UInt8], providers: [ProviderID]?)] = []
  private var currencies: [(letters: UInt64, currency: Currency)] = []
  /// What the content's digest holds of each of the lists, and of each of the currencies.
  private(set) var providerParts = ContentParts()
  private(set) var currencyParts = ContentParts()

  init(rules: EventDecodingRules) {
    self.rules = rules
    rowByteCountMax = min(LayoutLimits.rowByteCountMax, rules.rowByteCountMax)
  }

  /// Learns the shape of a row that the strict decoder accepted and no layout fitted.
  mutating func learn(from row: UnsafeBufferPointer<UInt8>) {
    guard learntCount < LayoutLimits.learntCountMax,
      let layout = RowLayout(of: row, names: names, rules: rules)
    else { return }
    learntCount += 1
    if layouts.count == LayoutLimits.layoutCountMax { layouts.removeLast() }
    layouts.insert(layout, at: 0)
  }

  /// The layout that the line at `start` fits, whose values are then in `values`, and how many bytes the row has; `nil`
  /// when it fits none. A line feed must stand somewhere behind `start`, and
  /// `LayoutLimits.paddingByteCount` readable bytes behind it: nothing that is read here goes past a line feed.
  mutating func match(_ start: UnsafePointer<UInt8>) -> (layout: RowLayout, byteCount: Int)? {
    for layout in layouts {
      guard let end = read(start, layout) else { continue }
      let byteCount = end - start
      return byteCount <= rowByteCountMax ? (layout, byteCount) : nil
    }
    return nil
  }

  /// The currency of the row that was matched.
  var currency: Currency { currencies[values.currency].currency }

  /// The targets of the row that was matched, if its layout has a list of them.
  var providers: [ProviderID]? { providerLists[values.providers].providers }

  /// Reads the row at `start`; answers where it ends, which is where its line ends.
  private mutating func read(
    _ start: UnsafePointer<UInt8>, _ layout: RowLayout
  ) -> UnsafePointer<UInt8>? {
    var place = start
    var end = values.ends
    return layout.withPieces { segments, blocks in
      var segment = segments
      while blocks.areEqual(place, segment.pointee.blocks) {
        place += segment.pointee.literalCount
        if segment.pointee.value == .end { return isLineEnd(place) ? place : nil }
        guard take(segment.pointee, &place, start) else { return nil }
        end.pointee = UInt16(truncatingIfNeeded: place - start)
        segment += 1
        end += 1
      }
      return nil
    }
  }

  private func isLineEnd(_ place: UnsafePointer<UInt8>) -> Bool {
    place.pointee == lineFeed || place.pointee == 0x0D && place[1] == lineFeed
  }

  /// Reads the value of a segment and moves behind it.
  @inline(__always)
  private mutating func take(
    _ segment: RowLayout.Segment, _ place: inout UnsafePointer<UInt8>, _ start: UnsafePointer<UInt8>
  ) -> Bool {
    switch segment.value {
    case .amount: return takeAmount(segment.place, &place)
    case .measurement: return takeMeasurement(segment.place, &place)
    case .optionalMeasurement: return takeOptionalMeasurement(segment.place, &place)
    case .tokens:
      guard let tokens = WordReading.takeTokens(&place) else { return false }
      values.numbers[segment.place] = tokens
      return true
    case .usageID, .identifier, .region:
      guard let text = takeText(&place, start), segment.value == .region || !text.isEmpty else {
        return false
      }
      values.texts[segment.place] = text
      return true
    case .metadataText:
      guard let text = takeText(&place, start) else { return false }
      values.metadataTexts[segment.place] = text
      return true
    case .otherText: return takeText(&place, start) != nil
    case .otherNumber: return takeAnyNumber(gridDigits: 0, &place) != nil
    case .timestamp:
      guard let timestamp = timestamps.take(&place) else { return false }
      values.timestamp = timestamp
      return true
    case .currency: return takeCurrency(&place)
    case .providers: return takeProviders(&place)
    case .end: return false
    }
  }

  /// Where a text stands that may be an identifier, the empty one included.
  @inline(__always)
  private func takeText(
    _ place: inout UnsafePointer<UInt8>, _ start: UnsafePointer<UInt8>
  ) -> Range<Int>? {
    guard let count = WordReading.plainTextCount(place), count <= rules.identifierByteCountMax else {
      return nil
    }
    let offset = place - start
    place += count
    return offset..<offset + count
  }
}

extension LayoutReader {
  @inline(__always)
  fileprivate mutating func takeAmount(_ field: Int, _ place: inout UnsafePointer<UInt8>) -> Bool {
    let steps: Int64?
    if field <= EventField.gpuHoursSaved.rawValue {
      steps = WordReading.takeDecimal(&place, gridDigits: 12) ?? takeAnyNumber(gridDigits: 12, &place)
    } else {
      steps = WordReading.takeDecimal(&place, gridDigits: 9) ?? takeAnyNumber(gridDigits: 9, &place)
    }
    guard let steps, steps >= 0 else { return false }
    values.numbers[field] = steps
    return true
  }

  @inline(__always)
  fileprivate mutating func takeMeasurement(_ field: Int, _ place: inout UnsafePointer<UInt8>) -> Bool {
    let found = WordReading.takeDecimal(&place, gridDigits: 9) ?? takeAnyNumber(gridDigits: 9, &place)
    guard let found else { return false }
    values.numbers[field] = found
    return true
  }

  @inline(__always)
  fileprivate mutating func takeOptionalMeasurement(
    _ field: Int, _ place: inout UnsafePointer<UInt8>
  ) -> Bool {
    // `null`
    if UInt32(truncatingIfNeeded: WordReading.word(place)) == 0x6C6C_756E {
      values.hasNumber[field] = false
      place += 4
      return true
    }
    values.hasNumber[field] = true
    return takeMeasurement(field, &place)
  }

  /// A number in any form, by the rule of every number.
  fileprivate func takeAnyNumber(gridDigits: Int, _ place: inout UnsafePointer<UInt8>) -> Int64? {
    var end = place
    while end.pointee &- 0x30 < 10 || end.pointee == UInt8(ascii: ".")
      || end.pointee | 0x20 == UInt8(ascii: "e")
      || end.pointee == UInt8(ascii: "-") || end.pointee == UInt8(ascii: "+")
    { end += 1 }
    let text = UnsafeBufferPointer(start: place, count: end - place)
    // What cannot be read here is read again by the strict decoder, which says what is wrong.
    guard let steps = try? GridText.parse(text, gridDigits: gridDigits) else { return nil }
    place = end
    return steps
  }

  @inline(__always) fileprivate mutating func takeCurrency(_ place: inout UnsafePointer<UInt8>) -> Bool {
    // Three letters and the closing quote.
    let letters = WordReading.word(place) & 0xFFFF_FFFF
    if let known = currencies.firstIndex(where: { $0.letters == letters }) {
      values.currency = known
    } else {
      let code = String(decoding: UnsafeBufferPointer(start: place, count: 3), as: UTF8.self)
      guard letters >> 24 == 0x22, let currency = Currency(code: code) else { return false }
      values.currency = currencies.count
      currencies.append((letters, currency))
      currencyParts.add { $0.append(text: currency.code) }
    }
    place += 3
    return true
  }

  /// A list of targets that was seen before.
  fileprivate mutating func takeProviders(_ place: inout UnsafePointer<UInt8>) -> Bool {
    for (index, list) in providerLists.enumerated() {
      guard list.bytes.withUnsafeBufferPointer({ isEqual(place, $0) }) else { continue }
      values.providers = index
      place += list.bytes.count
      return true
    }
    return false
  }

  private func isEqual(_ place: UnsafePointer<UInt8>, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    for index in bytes.indices where place[index] != bytes[index] { return false }
    return true
  }

  /// Remembers a list of targets that the strict reader accepted.
  mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>, _ providers: [ProviderID]?) {
    guard providerLists.count < ProviderLists.keptCount,
      !providerLists.contains(where: { $0.bytes.elementsEqual(bytes) })
    else { return }
    providerLists.append((Array(bytes), providers))
    providerParts.add { content in
      content.append(count: providers?.count ?? 0)
      for provider in providers ?? [] { content.append(text: provider.name) }
    }
  }
}
