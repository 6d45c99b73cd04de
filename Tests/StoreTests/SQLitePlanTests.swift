import Billing
import GRDB
import Testing

@testable import SQLiteStore

/// Queries that run once a batch must not grow with the ledger.
@Suite("Query plans")
struct SQLitePlanTests {
  private func plan(_ sql: String) throws -> String {
    let test = try TestLedger()
    _ = try test.open()
    return try DatabaseQueue(path: test.path).read { database in
      try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)")
        .map { $0["detail"] as String }.joined(separator: "\n")
    }
  }

  @Test("open items are found by their own index, final ones are not read")
  func openItems() throws {
    let due = try plan(
      "SELECT seq FROM item i WHERE \(StateConditions.isOpen("i.state")) AND i.provider = 1 ORDER BY i.deadline_at"
    )
    #expect(due.contains("SEARCH i USING INDEX item_open (provider=?)"))
    let debts = try plan("SELECT id FROM item WHERE \(StateConditions.isOpen("state")) ORDER BY deadline_at")
    #expect(debts.contains("USING INDEX item_open"))
  }

  @Test("a bad row that was kept before is found by its place")
  func quarantinePlace() throws {
    let query = QuarantineWriting.firstIDQuery.replacing("?", with: "1") + " ORDER BY id LIMIT 1"
    #expect(
      try plan(query).contains("SEARCH quarantine USING INDEX quarantine_place (source_name=? AND line=?)"))
  }

  @Test("the blocks of an hour are told by their index, whose rows are all that is read")
  func blocksOfHours() throws {
    #expect(
      try plan(Connection.blocksOfHours.replacing("?", with: "9")).contains(
        "SEARCH block USING COVERING INDEX block_hours (last_hour>?)"))
  }

  @Test("open cells and waiting charges are found by theirs")
  func openCells() throws {
    #expect(
      try plan("SELECT id FROM cell INDEXED BY cell_open WHERE seal = 0 AND hour < 9").contains(
        "cell_open (hour<?)"))
    #expect(try plan("SELECT cell FROM charge WHERE state IN ('held', 'skipped')").contains("charge_waiting"))
  }
}
