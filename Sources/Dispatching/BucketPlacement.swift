import Billing

/// Which bucket usage of an hour goes into.
enum BucketPlacement {
  /// The bucket's first hour. `accepts` says whether the provider still takes usage of a bucket; `nil` when it takes
  /// none that the usage may go into.
  static func place(
    of hour: UTCHour, route: Route, window: BillingWindow, accepts: (BucketKey) -> Bool
  ) -> UTCHour? {
    let own = start(placed(hour, route: route, window: window), route: route)
    guard route.latePolicy == .openHour, !accepts(key(own, route: route)) else { return own }
    let later = [lastHour(of: hour.monthEnd, in: window), window.end.adding(hours: -1)].compactMap { hour in
      hour.map { start($0, route: route) }
    }
    return later.first { accepts(key($0, route: route)) }
  }

  private static func start(_ placedHour: UTCHour, route: Route) -> UTCHour {
    route.bucketHours == 24 ? placedHour.dayStart : placedHour
  }

  private static func key(_ start: UTCHour, route: Route) -> BucketKey {
    BucketKey(provider: route.provider, series: route.series, start: start, hours: route.bucketHours)
  }

  /// Usage of the window keeps its hour. Late usage does too where the provider adds up; where it locks an hour at its
  /// first record, late usage goes into the window's last hour of the usage's own month, else its last hour.
  private static func placed(_ hour: UTCHour, route: Route, window: BillingWindow) -> UTCHour {
    guard route.latePolicy == .openHour, hour < window.start else { return hour }
    return lastHour(of: hour.monthEnd, in: window) ?? window.end.adding(hours: -1)
  }

  /// The last hour before `monthEnd`, if the window holds it.
  private static func lastHour(of monthEnd: UTCHour, in window: BillingWindow) -> UTCHour? {
    let hour = monthEnd.adding(hours: -1)
    return window.contains(hour) ? hour : nil
  }
}
