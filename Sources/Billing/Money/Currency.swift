/// An ISO 4217 currency code: three upper-case letters. Amounts of unlike currencies cannot be added.
package struct Currency: Hashable, Sendable, Comparable {
  /// The code, for example `USD`.
  package let code: String

  /// `nil` unless `code` is three letters A to Z.
  package init?(code: String) {
    guard code.utf8.count == 3, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
    self.code = code
  }

  /// By code.
  package static func < (left: Currency, right: Currency) -> Bool { left.code < right.code }
}
