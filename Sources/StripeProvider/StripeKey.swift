/// A secret API key. Whatever prints it prints `***`.
package struct StripeKey: Hashable, Sendable {
  /// Whose money a key moves.
  package enum Mode: String, Hashable, Sendable {
    /// Real customers are billed.
    case live
    /// Nobody is billed.
    case test
  }
  private let text: String

  /// A key as Stripe issues it: a secret or restricted key (`sk_...`, `rk_...`), printable and without spaces; `nil`
  /// for anything else.
  package init?(_ text: String) {
    guard text.hasPrefix("sk_") || text.hasPrefix("rk_"), (8...255).contains(text.utf8.count),
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { return nil }
    self.text = text
  }

  /// The mode its prefix states; `nil` when the prefix states none.
  package var mode: Mode? {
    let part = text.split(separator: "_", maxSplits: 2).dropFirst().first
    return part.flatMap { Mode(rawValue: String($0)) }
  }

  /// The value of the `Authorization` header: the one place where the key comes out.
  var authorization: String { "Bearer \(text)" }
}

extension StripeKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// `***`.
  package var description: String { "***" }
  /// `***`.
  package var debugDescription: String { "***" }
  /// No children.
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
