import Billing
import Hashing

/// Items against their bytes, allocations, attempts, receipts and history.
struct DispatchAudit {
  let connection: Connection

  func equations() throws(StoreError) -> [LedgerAudit.Equation] {
    let itemCount = try connection.total("SELECT count(*) FROM item")
    return [
      .init("items whose allocations add up to their units = items", try allocatedCount(), itemCount),
      .init("items whose bytes have their digest = items", try unchangedCount(), itemCount),
      .init("items whose history ends in their state = items", try toldCount(), itemCount),
      .init(
        "delivered items = receipts",
        try connection.total("SELECT count(*) FROM item WHERE state = 'delivered'"),
        try connection.total("SELECT count(*) FROM receipt")),
      .init(
        "attempts of items = attempts recorded", try connection.total("SELECT sum(attempt_count) FROM item"),
        try connection.total("SELECT count(*) FROM attempt")),
      .init(
        "sealed windows = seals",
        try connection.total("SELECT count(*) FROM due_window WHERE seal IS NOT NULL"),
        try connection.total("SELECT count(*) FROM seal")),
      .init(
        "cells sealed = cells counted by seals",
        try connection.total("SELECT count(*) FROM cell WHERE seal <> 0"),
        try connection.total("SELECT sum(cell_count) FROM seal")),
    ]
  }

  private func allocatedCount() throws(StoreError) -> Int {
    let rows = try connection.rows(
      "SELECT i.seq, i.units, a.units FROM item i LEFT JOIN item_allocation a ON a.item = i.seq ORDER BY i.seq"
    )
    var count = 0
    var open: (sequence: Int64, missing: Int128)?
    while try rows.next() {
      if open?.sequence != rows.integer(0) {
        if open?.missing == 0 { count += 1 }
        open = (rows.integer(0), try rows.steps(1))
      }
      if !rows.isNull(2) { open?.missing -= try rows.steps(2) }
    }
    return open?.missing == 0 ? count + 1 : count
  }

  private func unchangedCount() throws(StoreError) -> Int {
    let rows = try connection.rows(
      "SELECT p.bytes, i.payload_digest FROM item i JOIN item_payload p ON p.item = i.seq")
    var count = 0
    while try rows.next() {
      if Digest256(of: rows.blob(0)).hex == rows.text(1) { count += 1 }
    }
    return count
  }

  private func toldCount() throws(StoreError) -> Int64 {
    try connection.total(
      """
      SELECT count(*) FROM item i WHERE i.state = coalesce(
        (SELECT to_state FROM item_transition t WHERE t.item = i.seq ORDER BY t.id DESC LIMIT 1), 'planned')
      """)
  }
}
