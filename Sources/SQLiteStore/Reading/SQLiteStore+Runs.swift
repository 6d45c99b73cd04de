package import Billing

extension SQLiteStore {
  package func beginRun(_ run: RunRecord) throws(StoreError) -> Int64 {
    try write(.inMemory) { connection throws(StoreError) in
      try addWaitingToCells(connection)
      try connection.run(
        "INSERT INTO run (name, actor, reason, started_at) VALUES (?, ?, ?, ?)",
        run.name, run.actor, run.reason, run.startedAt)
      return connection.lastInsertedID
    }
  }

  package func finishRun(
    _ runID: Int64, at now: Instant, exitCode: Int32, resultsJSON: @autoclosure () -> String
  ) throws(StoreError) {
    try write { connection throws(StoreError) in
      try connection.run(
        "UPDATE run SET finished_at = ?, exit_code = ?, results = ? WHERE id = ?",
        now, Int64(exitCode), resultsJSON(), runID)
      guard connection.changeCount == 1 else { throw .changedMeanwhile(detail: "there is no run \(runID)") }
    }
  }

  package func runs(countMax: Int) throws(StoreError) -> [RunRecord] {
    try read { connection throws(StoreError) in
      let rows = try connection.rows(
        """
        SELECT id, name, actor, reason, started_at, finished_at, exit_code FROM run ORDER BY id DESC LIMIT ?
        """, countMax)
      var runs: [RunRecord] = []
      while try rows.next() {
        runs.append(
          RunRecord(
            id: rows.integer(0), name: rows.text(1), actor: rows.text(2), reason: rows.text(3),
            startedAt: rows.instant(4), finishedAt: rows.instantIfAny(5),
            exitCode: rows.integerIfAny(6).map { Int32(truncatingIfNeeded: $0) }))
      }
      return runs
    }
  }
}
