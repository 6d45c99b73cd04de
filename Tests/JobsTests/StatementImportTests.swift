import Billing
import Dispatching
import Foundation
import Jobs
import SQLiteStore
import Testing

/// A target's records that say of every item what a test says.
private struct ScriptedStatement: ProviderStatement {
  var provider = ProviderID("first")
  let lagSeconds: Int64 = 900
  var says = ItemStatement()

  func tells(of item: DispatchItem) -> ItemStatement { says }

  static func counting() -> ScriptedStatement {
    var statement = ScriptedStatement()
    statement.says.counted = [
      StatedRecord(
        providerRecordID: "metered-1", requestID: nil, at: ManualClock.night, place: "trail.json record 1",
        bytes: Array("{}".utf8))
    ]
    return statement
  }
}

@Suite("Doubts that a provider's own records end")
struct StatementImportTests {
  /// An office whose first target lost the answer to its only item, cannot be asked, and takes it no more.
  private func doubtful() throws -> Office {
    let office = try Office()
    office.first.acceptanceSeconds = 86_400
    office.first.safeResendSeconds = nil
    office.post(UsageDraft("use-1"))
    office.first.answer = { _ in
      .ambiguous(detail: "reset", needsNewGeneration: false, retryAfterSeconds: 7_200)
    }
    office.first.total = { _ in .unanswerable(reason: "it cannot be asked") }
    try office.run()
    office.clock.instant = office.clock.instant.adding(seconds: 48 * 3_600)
    try office.run()
    #expect(try office.states() == [.unknown: 1])
    return office
  }

  private func coverage(_ office: Office) throws -> StatementCoverage {
    try #require(
      StatementCoverage(from: office.clock.now().adding(seconds: -10 * 86_400), until: office.clock.now()))
  }

  @Test("a record of exactly the item delivers it with a receipt, sends nothing, and says so once")
  func counted() throws {
    let office = try doubtful()
    let rehearsed = try office.rehearse(ScriptedStatement.counting())
    #expect(rehearsed.map(\.state) == [.delivered])
    #expect(try office.states() == [.unknown: 1], "a dry run writes nothing")
    let outcomes = try office.take(ScriptedStatement.counting())
    #expect(outcomes == rehearsed)
    #expect(outcomes.exitStatus == .done)
    #expect(try office.states() == [.delivered: 1])
    let id = try #require(outcomes.first?.item.id)
    let trace = try #require(try SQLiteStore.open(path: office.path, mode: .readOnly).trace(id))
    let receipt = try #require(trace.receipts.first?.receipt)
    #expect(receipt.kind == .found && receipt.providerRecordID == "metered-1")
    #expect(receipt.bodyExcerpt == "ada@host: lost answers; trail.json record 1: {}")
    let runCount = try office.runCount()
    #expect(try office.take(ScriptedStatement.counting()).isEmpty)
    #expect(try office.runCount() == runCount, "a second import changes nothing")
    #expect(office.first.submitted.count == 1)
  }

  @Test(
    "what complete records do not count is sent no more, since its hour is closed: the next run rejects it")
  func notCounted() throws {
    let office = try doubtful()
    let outcomes = try office.take(ScriptedStatement(), coverage: try coverage(office))
    #expect(outcomes.map(\.isPastDeadline) == [true])
    #expect(try office.states() == [.planned: 1])
    #expect(try office.items().first?.progress.reason.hasPrefix("ada@host: lost answers; no record") == true)
    #expect(try office.run().exitStatus == .breaks)
    #expect(try office.states() == [.rejected: 1])
    #expect(office.first.submitted.count == 1)
  }

  @Test("a conflict, and what is not proven, change nothing, and say so by how they end")
  func open() throws {
    let office = try doubtful()
    var conflict = ScriptedStatement.counting()
    conflict.says.otherwise = ["another quantity"]
    let runCount = try office.runCount()
    #expect(try office.take(conflict).exitStatus == .breaks)
    #expect(try office.take(ScriptedStatement()).exitStatus == .partial)
    #expect(try office.states() == [.unknown: 1])
    #expect(try office.runCount() == runCount)
  }

  @Test("items of another target are none of its business")
  func otherTarget() throws {
    let office = try doubtful()
    var statement = ScriptedStatement.counting()
    statement.provider = ProviderID("second")
    #expect(try office.take(statement).isEmpty)
    #expect(try office.states() == [.unknown: 1])
  }

  @Test("after a recovery a record still counts an item, and its absence proves nothing")
  func restored() throws {
    let office = try doubtful()
    try office.recover()
    #expect(try office.take(ScriptedStatement(), coverage: try coverage(office)).exitStatus == .partial)
    #expect(try office.take(ScriptedStatement.counting()).map(\.state) == [.delivered])
  }
}

extension Office {
  fileprivate func take(
    _ statement: ScriptedStatement, coverage: StatementCoverage? = nil
  ) throws(RunError) -> [StatementImport.Outcome] {
    try StatementImport.perform(
      statement, .init(actor: "ada@host", reason: "lost answers", coverage: coverage),
      try context(.readWrite),
      owner: Self.owner)
  }

  fileprivate func rehearse(_ statement: ScriptedStatement) throws(RunError) -> [StatementImport.Outcome] {
    try StatementImport.rehearse(
      statement, .init(actor: "ada@host", reason: "lost answers", coverage: nil), try context(.readOnly))
  }

  fileprivate func runCount() throws(StoreError) -> Int {
    try SQLiteStore.open(path: path, mode: .readOnly).runs(countMax: 100).count
  }
}
