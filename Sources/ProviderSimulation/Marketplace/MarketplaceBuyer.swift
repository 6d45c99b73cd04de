/// Whom a record bills: exactly one of the two.
enum MarketplaceBuyer: Hashable, Sendable, Codable {
  case account(String)
  case identifier(String)

  var text: String {
    switch self {
    case .account(let text), .identifier(let text): text
    }
  }
}
