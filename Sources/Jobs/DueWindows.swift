package import Billing

/// Which windows follow the table of due windows: no hole, no overlap, however many nights were missed.
package enum DueWindows {
  /// Windows of `hours` on that boundary of UTC, from the table's end (or the window of the first event) up to the last
  /// one that is over before `settledUntil`. The first may be shorter, where a job with shorter windows ran before.
  package static func windows(
    after tableEnd: UTCHour?, earliestEventHour: UTCHour?, hours: Int64, settledUntil: UTCHour
  ) -> [BillingWindow] {
    guard var start = tableEnd ?? earliestEventHour.map({ boundary(atOrBefore: $0, hours: hours) }) else {
      return []
    }
    var windows: [BillingWindow] = []
    while true {
      let end = boundary(atOrBefore: start, hours: hours).adding(hours: hours)
      guard end <= settledUntil else { return windows }
      windows.append(BillingWindow(start: start, end: end))
      start = end
    }
  }

  private static func boundary(atOrBefore hour: UTCHour, hours: Int64) -> UTCHour {
    hours == 24 ? hour.dayStart : hour
  }
}
