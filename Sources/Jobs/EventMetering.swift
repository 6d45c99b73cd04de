package import Billing
import Metering

/// How posted events become cells, for whoever posts outside a run.
package enum EventMetering {
  /// One cell for every key among the posted events.
  package static func cells(of blocks: [PostedBlock]) -> [Cell] { CellMetering.cells(of: blocks) }
}
