/// Where the ledger lies.
package enum StoreLocation: Hashable, Sendable {
  /// A SQLite database in a file.
  case sqlite(path: String)

  /// What `--store` and the settings accept.
  package static let acceptedForms = "sqlite:PATH"

  /// Reads `sqlite:PATH`; `nil` for anything else.
  package init?(text: String) {
    guard text.hasPrefix("sqlite:") else { return nil }
    let path = String(text.dropFirst("sqlite:".count))
    guard !path.isEmpty, !path.hasPrefix("//"), !path.hasSuffix("/") else { return nil }
    self = .sqlite(path: path)
  }
}
