package import Billing
import Metering

/// How posted events become cells, for whoever posts outside a run.
package enum EventMetering {
  /// The cells of a window's posted events, metered again from their records, by `CellKey.precedes`.
  package static func cells(in window: BillingWindow, of store: any Store) throws(StoreError) -> [Cell] {
    try CellMetering.sortedCells { (body: (PostedBlock) throws(StoreError) -> Void) throws(StoreError) in
      try store.records(in: window, body)
    }
  }

  /// One cell for every key among the posted events.
  package static func cells(of blocks: [PostedBlock]) -> [Cell] { CellMetering.cells(of: blocks) }
}
