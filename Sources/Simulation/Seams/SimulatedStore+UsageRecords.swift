import Billing

/// No GPU usage records are imported in the simulated worlds.
extension SimulatedStore {
  func gpuHolds(
    in window: BillingWindow, _ body: (StoredGPUHold) throws(StoreError) -> Void
  ) throws(StoreError) {}

  func gpuHoldNews(after id: Int64) throws(StoreError) -> GPUHoldNews {
    GPUHoldNews(lastID: id, ownerDays: [])
  }

  func seenGPUs(in window: BillingWindow) throws(StoreError) -> Set<SeenGPU> { [] }

  func postedPeak(of ownerDay: GPUOwnerDay) throws(StoreError) -> Int128 { 0 }
}
