import Billing
import GRDB
import Testing

/// What no program can do to the file, however it gets at it.
@Suite("The law in the schema")
struct SQLiteLawTests {
  /// A ledger with one delivered and one planned item.
  private func ledger() throws -> TestLedger {
    let test = try TestLedger()
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a"))
    try ledger.seal { draft in
      draft.planAll()
      for cell in draft.openCells {
        draft.plan.charges.append(PlanDraft.charge(cell, .unassigned, .held(.projectUnknown)))
      }
    }
    let items = try ledger.dueItems("stripe")
    try ledger.send(items, to: .delivered, outcome: .counted, receipt: .sample())
    ledger.store.releaseLease()
    return test
  }

  private func refusal(_ sql: String, in test: TestLedger) throws -> String? {
    do {
      try DatabaseQueue(path: test.path).write { try $0.execute(sql: sql) }
      return nil
    } catch let error as DatabaseError {
      return error.resultCode == .SQLITE_CONSTRAINT ? error.message : nil
    }
  }

  @Test(
    "rows are never deleted",
    arguments: [
      "ledger", "lease", "run", "term", "source", "batch", "block", "block_raw", "event_run", "cell",
      "due_window", "seal",
      "charge", "carry", "item", "item_payload", "item_allocation", "attempt", "receipt", "item_transition",
    ])
  func refusesDeletion(table: String) throws {
    #expect(try refusal("DELETE FROM \(table)", in: try ledger())?.contains("never deleted") == true)
  }

  @Test(
    "I8, I13: frozen columns never change",
    arguments: [
      "UPDATE item SET payload_digest = lower(hex(zeroblob(32)))", "UPDATE item SET units = '7'",
      "UPDATE item SET id = 'x'", "UPDATE item SET deadline_at = 0", "UPDATE item SET bucket_start = 0",
      "UPDATE item SET value_text = '1'", "UPDATE item SET money_steps = '1'",
      "UPDATE item_payload SET bytes = x'00'",
      "UPDATE item_allocation SET units = '1'", "UPDATE receipt SET status = 500",
      "UPDATE attempt SET started_at = 0",
      "UPDATE attempt SET outcome = 'ambiguous'", "UPDATE item_transition SET reason = ''",
      "UPDATE block SET batch = 1", "UPDATE block_raw SET raw_rows = x'00'",
      "UPDATE event_page SET entries = zeroblob(32)",
      "UPDATE event_filter SET bits = zeroblob(64)", "UPDATE event_run SET level = 3",
      "UPDATE seal SET batch_high = 9", "UPDATE batch SET key_sum = 0", "UPDATE cell SET tokens = '0'",
      "UPDATE cell SET hour = 0", "UPDATE charge SET state = 'replaced', reason = NULL, item = NULL",
      "UPDATE due_window SET seal = NULL", "UPDATE term SET text = 'x'",
      "UPDATE carry SET steps_per_unit = '1'",
      "UPDATE source SET position_bytes = 0",
    ])
  func refusesChange(sql: String) throws {
    let message = try refusal(sql, in: try ledger())
    #expect(
      message?.contains("change") == true || message?.contains("once") == true
        || message?.contains("frozen") == true)
  }

  @Test("final states are final", arguments: DispatchState.allCases)
  func refusesLeavingDelivered(state: DispatchState) throws {
    let sql = "UPDATE item SET state = '\(state)' WHERE state = 'delivered'"
    let message = try refusal(sql, in: try ledger())
    #expect(
      message?.contains("final state never changes") == true || message?.contains("cannot be sent") == true)
  }

  @Test(
    "a planned item cannot be moved against the law",
    arguments: [
      ("state = 'delivered', attempt_count = 1", "receipt"), ("state = 'in_flight'", "CHECK"),
      ("state = 'in_flight', attempt_count = 1", "not recorded"), ("state = 'lost'", "CHECK"),
      ("state = 'superseded'", "CHECK"), ("attempt_count = 2", "not recorded"),
      ("state = 'unknown'", "CHECK"),
      ("generation = -1", "only rise"),
    ])
  func refusesIllegalMoves(change: String, why: String) throws {
    let message = try refusal("UPDATE item SET \(change) WHERE state = 'planned'", in: try ledger())
    #expect(message?.contains(why) == true, "\(message ?? "accepted")")
  }

  @Test("an item is delivered only with a receipt")
  func refusesDeliveryWithoutReceipt() throws {
    let sql = """
      INSERT INTO attempt (item, number, generation, run, lease_epoch, started_at)
        SELECT seq, 1, 0, 1, 1, 0 FROM item WHERE state = 'planned';
      UPDATE item SET state = 'delivered', attempt_count = 1 WHERE state = 'planned'
      """
    #expect(try refusal(sql, in: try ledger())?.contains("only with a receipt") == true)
  }

  @Test(
    "I7, I8: the same bucket and revision, identifier, usage id or charge cannot stand twice",
    arguments: [
      "INSERT INTO item SELECT 99, 'x', provider, series, bucket_start, bucket_hours, revision, units, value_text, "
        + "money_steps, currency, payload_digest, batch_key, address, seal, deadline_at, 'planned', '', 0, "
        + "NULL, 0, NULL, NULL FROM item WHERE state = 'planned'",
      "INSERT INTO item SELECT 99, id, provider, series, 0, bucket_hours, revision, units, value_text, "
        + "money_steps, currency, payload_digest, batch_key, address, seal, deadline_at, 'planned', '', 0, "
        + "NULL, 0, NULL, NULL FROM item WHERE state = 'planned'",
      "INSERT INTO event_page SELECT id, entries FROM event_page",
      "INSERT INTO charge SELECT 99, cell, meter, provider, state, reason, item, unit, quantity_steps, money_steps, "
        + "currency, price, billed_steps, seal, NULL, NULL FROM charge WHERE state = 'held'",
      "INSERT INTO receipt SELECT * FROM receipt",
    ])
  func refusesRepetition(sql: String) throws {
    #expect(try refusal(sql, in: try ledger())?.contains("UNIQUE") == true)
  }

  @Test(
    "I30: a ledger keeps its name; the hour of its doubt moves only forward, and only with a new timeline",
    arguments: [
      ("ledger_id = lower(hex(zeroblob(16)))", "keeps its name"), ("created_at = 0", "keeps its name"),
      ("restored_before_hour = 498700", "new timeline"),
      ("timeline_id = lower(hex(zeroblob(16)))", "new timeline"),
      ("timeline_id = ledger_id, restored_before_hour = 498700", "new timeline"),
      ("timeline_id = 'x', restored_before_hour = 498700", "CHECK"),
    ])
  func refusesOtherLedger(change: String, why: String) throws {
    let message = try refusal("UPDATE ledger SET \(change)", in: try ledger())
    #expect(message?.contains(why) == true, "\(message ?? "accepted")")
  }

  @Test("I30: what is in doubt since a restore never shrinks")
  func refusesEarlierDoubt() throws {
    let test = try ledger()
    let recover = "UPDATE ledger SET timeline_id = lower(hex(randomblob(16))), restored_before_hour ="
    #expect(try refusal("\(recover) 498700", in: test) == nil)
    #expect(try refusal("\(recover) 498699", in: test)?.contains("only grows") == true)
    #expect(try refusal("\(recover) 498700", in: test) == nil)
  }

  @Test("audit finds what was changed behind the schema's back")
  func auditFindsTampering() throws {
    for (sql, name) in [
      ("DROP TRIGGER item_is_frozen; UPDATE item SET units = '1' WHERE state = 'planned'", "units of items"),
      ("DROP TRIGGER item_payload_never_changes; UPDATE item_payload SET bytes = x'00'", "digest"),
      ("DROP TRIGGER receipt_never_goes; DELETE FROM receipt", "receipts"),
      ("DROP TRIGGER cell_sealed_never_changes; UPDATE cell SET tokens = '1'", "tokens_processed"),
      ("DROP TRIGGER event_page_goes_only_merged; DELETE FROM event_page", "events in the index"),
      (
        "DROP TRIGGER attempt_never_goes; DROP TRIGGER receipt_never_changes; UPDATE receipt SET attempt = NULL; "
          + "DELETE FROM attempt", "attempts"
      ),
      ("DROP TRIGGER item_transition_never_goes; DELETE FROM item_transition", "history"),
    ] {
      let test = try ledger()
      try DatabaseQueue(path: test.path).write { try $0.execute(sql: sql) }
      let broken = try test.openForReading().audit().broken
      #expect(broken.contains { $0.name.contains(name) }, "\(name): \(broken)")
    }
  }

  @Test("a GPU is held by one record at a time, within one hour, and a hold never changes or goes")
  func refusesOverlaps() throws {
    let test = try TestLedger()
    let ledger = try test.openLeased()
    try ledger.post(EventDraft("a").with { $0.hold("GPU-1", fromMinute: 10, minutes: 20, isShared: false) })
    ledger.store.releaseLease()
    let start = EventDraft("a").hour.start.microseconds
    func insert(_ shift: Int64, minutes: Int64, isShared: Int = 1) -> String {
      """
      INSERT INTO gpu_hold (kind, resource, hour, start_at, end_at, gpu_count, is_shared, record, format, project,
        tier, currency)
      SELECT kind, resource, hour, \(start + shift * 60_000_000), \(start + (shift + minutes) * 60_000_000), 1,
        \(isShared), record, format, project, tier, currency FROM gpu_hold LIMIT 1
      """
    }
    #expect(try refusal(insert(29, minutes: 5), in: test)?.contains("one record at a time") == true)
    #expect(try refusal(insert(5, minutes: 6), in: test)?.contains("one record at a time") == true)
    #expect(try refusal(insert(50, minutes: 20), in: test) != nil, "it reaches into the next hour")
    #expect(try refusal(insert(30, minutes: 5), in: test) == nil, "they touch")
    #expect(
      try refusal("UPDATE gpu_hold SET end_at = end_at - 1", in: test)?.contains("never change") == true)
    #expect(try refusal("DELETE FROM gpu_hold", in: test)?.contains("never deleted") == true)
  }
}
