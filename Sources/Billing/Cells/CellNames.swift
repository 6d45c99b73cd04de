/// What the numbers in the keys of cells stand for.
package struct CellNames: Sendable {
  /// Projects, tiers and claims by number.
  package private(set) var texts: [String] = []
  /// Currencies by number.
  package private(set) var currencies: [Currency] = []
  /// Lists of targets by number.
  package private(set) var providerLists: [[ProviderID]] = []
  private var textNumbers: [String: UInt32] = [:]

  /// No names.
  package init() {}

  /// The number of a text; a new one gets the next.
  package mutating func number(of text: String) -> UInt32 {
    if let known = textNumbers[text] { return known }
    let number = UInt32(texts.count)
    texts.append(text)
    textNumbers[text] = number
    return number
  }

  /// The number of a currency.
  package mutating func number(of currency: Currency) -> UInt32 { Self.number(of: currency, in: &currencies) }
  /// The number of a list of targets.
  package mutating func number(of providers: [ProviderID]) -> UInt32 {
    Self.number(of: providers, in: &providerLists)
  }

  /// There are a few of these.
  private static func number<Value: Equatable>(of value: Value, in values: inout [Value]) -> UInt32 {
    if let known = values.firstIndex(of: value) { return UInt32(known) }
    values.append(value)
    return UInt32(values.count - 1)
  }

  /// The key that stands for the numbers.
  package func key(_ numbers: CellNumbers) -> CellKey {
    CellKey(
      hour: UTCHour(index: numbers.hour), projectID: texts[Int(numbers.project)],
      hardwareTier: texts[Int(numbers.tier)], claim: texts[Int(numbers.claim)],
      currency: currencies[Int(numbers.currency)], providers: providerLists[Int(numbers.providers)])
  }

  /// The indices of keys by `CellKey.precedes`. Texts are ranked once, so that keys are compared as whole numbers.
  func order(of keys: [CellNumbers]) -> [UInt32] {
    precondition(currencies.count < 1 << 16 && providerLists.count < 1 << 16, "there are a few of these")
    let ranks = Self.ranks(texts, by: <)
    let currencyRanks = Self.ranks(currencies, by: <)
    let listRanks = Self.ranks(providerLists) { $0.lexicographicallyPrecedes($1) }
    var places = keys.enumerated().map { index, key in
      Place(
        hour: key.hour, names: UInt64(ranks[Int(key.project)]) << 32 | UInt64(ranks[Int(key.tier)]),
        rest: UInt64(ranks[Int(key.claim)]) << 32 | UInt64(currencyRanks[Int(key.currency)]) << 16
          | UInt64(listRanks[Int(key.providers)]), index: UInt32(index))
    }
    places.sort { $0.precedes($1) }
    return places.map(\.index)
  }

  /// Where a cell stands in the order of all.
  private struct Place {
    let hour: Int64
    let names: UInt64
    let rest: UInt64
    let index: UInt32

    func precedes(_ other: Place) -> Bool {
      if hour != other.hour { return hour < other.hour }
      return names != other.names ? names < other.names : rest < other.rest
    }
  }

  private static func ranks<Value>(_ values: [Value], by precedes: (Value, Value) -> Bool) -> [UInt32] {
    var ranks = [UInt32](repeating: 0, count: values.count)
    let order = values.indices.sorted { precedes(values[$0], values[$1]) }
    for (rank, index) in order.enumerated() { ranks[index] = UInt32(rank) }
    return ranks
  }
}

extension CellNames {
  /// The numbers that keys of another table have here.
  package struct Renaming {
    private let texts: [UInt32]
    private let currencies: [UInt32]
    private let providerLists: [UInt32]

    /// Finds or makes the numbers of everything that `other` names.
    package init(from other: CellNames, into names: inout CellNames) {
      texts = other.texts.map { names.number(of: $0) }
      currencies = other.currencies.map { names.number(of: $0) }
      providerLists = other.providerLists.map { names.number(of: $0) }
    }

    /// The key under its numbers here.
    package func renamed(_ key: CellNumbers) -> CellNumbers {
      CellNumbers(
        hour: key.hour, project: texts[Int(key.project)], tier: texts[Int(key.tier)],
        claim: texts[Int(key.claim)], currency: currencies[Int(key.currency)],
        providers: providerLists[Int(key.providers)])
    }
  }
}
