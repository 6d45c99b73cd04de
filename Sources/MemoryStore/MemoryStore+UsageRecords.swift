package import Billing

extension MemoryStore {
  package func gpuHolds(
    in window: BillingWindow, _ body: (StoredGPUHold) throws(StoreError) -> Void
  ) throws(StoreError) {
    let inWindow = ledger.state.holdRows.filter { window.contains($0.hold.interval.start.hour) }
    let sorted = inWindow.sorted {
      ($0.hold.interval.start.hour, $0.id) < ($1.hold.interval.start.hour, $1.id)
    }
    for hold in sorted { try body(hold) }
  }

  package func gpuHoldNews(after id: Int64) throws(StoreError) -> GPUHoldNews {
    let rows = ledger.state.holdRows.filter { $0.id > id }
    return GPUHoldNews(lastID: rows.last?.id ?? id, ownerDays: Set(rows.map(\.ownerDay)))
  }

  package func seenGPUs(in window: BillingWindow) throws(StoreError) -> Set<SeenGPU> {
    let held = ledger.state.holdRows.filter {
      $0.hold.kind == .device && window.contains($0.hold.interval.start.hour)
    }
    return Set(
      held.map {
        SeenGPU(projectID: $0.projectID, hardwareTier: $0.hardwareTier, device: $0.hold.resource)
      })
  }

  package func postedPeak(of ownerDay: GPUOwnerDay) throws(StoreError) -> Int128 {
    ledger.state.cellRows.map(\.cell).reduce(0) { sum, cell in
      let isOfDay =
        cell.key.hour.dayStart == ownerDay.day && cell.key.projectID == ownerDay.projectID
        && cell.key.hardwareTier == ownerDay.hardwareTier
      return isOfDay ? sum + cell.sums.gpusPeak : sum
    }
  }
}
