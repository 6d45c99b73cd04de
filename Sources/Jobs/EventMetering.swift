package import Billing
import Metering

/// How posted events become cells, for whoever posts outside a run.
package enum EventMetering {
  /// One cell for every key among the events.
  package static func cells(of events: [UsageEvent]) -> [Cell] { CellMetering.cells(of: events) }
}
