import Billing

/// Texts that many rows share (projects, tiers, claims, models, series, addresses, ...) stand once in the table `term`;
/// rows hold their numbers. Beside it, what this process has looked up. Number 0 is no term: "the event names none".
final class TermTable {
  private var numbers: [String: Int64] = [:]
  private var texts: [Int64: String] = [:]
  private var addresses: [Int64: [String: String]] = [:]
  /// Beyond it the memory is emptied, so that it stays bounded whatever the data.
  private static let rememberedCountMax = 1 << 18

  /// The text's number; a new text gets one.
  func number(of text: String, in connection: Connection) throws(StoreError) -> Int64 {
    if let number = try numberIfAny(of: text, in: connection) { return number }
    try connection.run("INSERT INTO term (text) VALUES (?)", text)
    let number = connection.lastInsertedID
    remember(text, number)
    return number
  }

  /// The text's number; `nil` for a text that no row uses.
  func numberIfAny(of text: String, in connection: Connection) throws(StoreError) -> Int64? {
    if let number = numbers[text] { return number }
    guard let number = try connection.integer("SELECT id FROM term WHERE text = ?", text) else { return nil }
    remember(text, number)
    return number
  }

  /// The text of a number.
  func text(_ number: Int64, in connection: Connection) throws(StoreError) -> String {
    if let text = texts[number] { return text }
    let rows = try connection.rows("SELECT text FROM term WHERE id = ?", number)
    guard try rows.next() else { throw connection.damaged("term \(number) is missing") }
    let text = rows.text(0)
    remember(text, number)
    return text
  }

  /// The address whose text has that number; `nil` when the text is none. Read once, since a route's items share it.
  func address(_ number: Int64, in connection: Connection) throws(StoreError) -> [String: String]? {
    if let address = addresses[number] { return address }
    guard let address = AddressText.read(try text(number, in: connection)) else { return nil }
    if addresses.count >= Self.rememberedCountMax { addresses.removeAll() }
    addresses[number] = address
    return address
  }

  /// Forgets everything: a transaction that made terms was rolled back.
  func forget() {
    numbers.removeAll()
    texts.removeAll()
    addresses.removeAll()
  }

  private func remember(_ text: String, _ number: Int64) {
    if numbers.count >= Self.rememberedCountMax { forget() }
    numbers[text] = number
    texts[number] = text
  }
}

/// Terms as the vocabulary's types.
extension Connection {
  func term(_ text: String) throws(StoreError) -> Int64 { try terms.number(of: text, in: self) }

  func text(_ term: Int64) throws(StoreError) -> String { try terms.text(term, in: self) }

  func provider(_ term: Int64) throws(StoreError) -> ProviderID { ProviderID(try text(term)) }

  func currency(_ term: Int64) throws(StoreError) -> Currency {
    let code = try text(term)
    guard let currency = Currency(code: code) else { throw damaged("`\(code)` is no currency") }
    return currency
  }

  /// A set of targets is one term: the names joined by a unit separator, which no name can hold.
  func term(_ providers: [ProviderID]) throws(StoreError) -> Int64 {
    try term(providers.map(\.name).joined(separator: "\u{1F}"))
  }

  func providers(_ term: Int64) throws(StoreError) -> [ProviderID] {
    try text(term).split(separator: "\u{1F}").map { ProviderID(String($0)) }
  }
}
