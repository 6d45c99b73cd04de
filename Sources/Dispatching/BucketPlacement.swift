import Billing

/// Which bucket usage of an hour goes into.
enum BucketPlacement {
  static func bucket(for hour: UTCHour, route: Route, window: BillingWindow) -> BucketKey {
    let placedHour = placed(hour, route: route, window: window)
    let start = route.bucketHours == 24 ? placedHour.dayStart : placedHour
    return BucketKey(provider: route.provider, series: route.series, start: start, hours: route.bucketHours)
  }

  /// Usage of the window keeps its hour. Late usage does too where the provider adds up; where it locks an hour at its
  /// first record, late usage goes into the window's last hour of the usage's own month, else its last hour.
  private static func placed(_ hour: UTCHour, route: Route, window: BillingWindow) -> UTCHour {
    guard route.latePolicy == .openHour, hour < window.start else { return hour }
    let lastHour = window.end.adding(hours: -1)
    let lastHourOfMonth = hour.monthEnd.adding(hours: -1)
    return window.contains(lastHourOfMonth) ? lastHourOfMonth : lastHour
  }
}
