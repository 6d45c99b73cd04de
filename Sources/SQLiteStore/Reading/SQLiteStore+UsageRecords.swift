package import Billing

extension SQLiteStore {
  package func gpuHolds(
    in window: BillingWindow, _ body: (StoredGPUHold) throws(StoreError) -> Void
  ) throws(StoreError) {
    try read { connection throws(StoreError) in
      let rows = try connection.rows(
        "SELECT \(StoredGPUHold.columns) FROM gpu_hold WHERE hour >= ? AND hour < ? ORDER BY hour, id",
        window.start, window.end)
      while try rows.next() { try body(try connection.storedHold(rows)) }
    }
  }

  package func gpuHoldNews(after id: Int64) throws(StoreError) -> GPUHoldNews {
    try read { connection throws(StoreError) in
      let lastID = try connection.integer("SELECT max(id) FROM gpu_hold") ?? 0
      guard lastID > id else { return GPUHoldNews(lastID: id, ownerDays: []) }
      let rows = try connection.rows("SELECT DISTINCT project, tier, hour FROM gpu_hold WHERE id > ?", id)
      var ownerDays: Set<GPUOwnerDay> = []
      while try rows.next() {
        ownerDays.insert(
          GPUOwnerDay(
            projectID: try connection.text(rows.integer(0)),
            hardwareTier: try connection.text(rows.integer(1)),
            day: rows.hour(2).dayStart))
      }
      return GPUHoldNews(lastID: lastID, ownerDays: ownerDays)
    }
  }

  package func seenGPUs(in window: BillingWindow) throws(StoreError) -> Set<SeenGPU> {
    try read { connection throws(StoreError) in
      let rows = try connection.rows(
        """
        SELECT DISTINCT project, tier, resource FROM gpu_hold
        WHERE hour >= ? AND hour < ? AND kind = 'device'
        """, window.start, window.end)
      var seen: Set<SeenGPU> = []
      while try rows.next() {
        seen.insert(
          SeenGPU(
            projectID: try connection.text(rows.integer(0)),
            hardwareTier: try connection.text(rows.integer(1)),
            device: try connection.text(rows.integer(2))))
      }
      return seen
    }
  }

  package func postedPeak(of ownerDay: GPUOwnerDay) throws(StoreError) -> Int128 {
    try read { connection throws(StoreError) in
      guard let project = try connection.terms.numberIfAny(of: ownerDay.projectID, in: connection),
        let tier = try connection.terms.numberIfAny(of: ownerDay.hardwareTier, in: connection)
      else { return 0 }
      let rows = try connection.rows(
        "SELECT gpus_peak FROM cell WHERE hour >= ? AND hour < ? AND project = ? AND tier = ?", ownerDay.day,
        ownerDay.day.adding(hours: 24), project, tier)
      var sum: Int128 = 0
      while try rows.next() { sum += try rows.steps(0) }
      return sum
    }
  }
}
