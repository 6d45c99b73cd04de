import GRDB
import Testing

@testable import SQLiteStore

@Suite("GLOB of digests")
struct DigestGlobTests {
  private static let texts = [
    "''", "NULL", "'0123456789abcdef'", "'0123456789abcdeF'", "'g'", "'/'", "':'", "'`'", "'é'", "' a'",
    "'a '",
    "'abc' || char(0) || 'x'", "12", "lower(hex(zeroblob(32)))", "'a' || char(128512)",
  ]
  private static let patterns = [
    "'\(DigestGlob.pattern)'", "'*'", "'a*'", "'[0-9]*'", "'?'", "NULL", "''", "'*[^0-9a-f]'",
    "'*[^0-9a-f]*x'",
  ]

  @Test("answers what SQLite answers of texts and numbers, for every pattern", arguments: texts)
  func same(text: String) throws {
    let (standard, ours) = (try DatabaseQueue(), try DatabaseQueue())
    try ours.write { try DigestGlob.install(in: $0) }
    for pattern in Self.patterns {
      let sql = "SELECT \(text) GLOB \(pattern), \(text) NOT GLOB \(pattern)"
      let rows = try [standard, ours].map { queue in try queue.read { try Row.fetchOne($0, sql: sql) } }
      #expect(rows[0] == rows[1], "\(sql)")
    }
  }
}
