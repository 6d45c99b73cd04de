import Billing

/// The usual size of a series' items.
struct MedianUnits {
  let connection: Connection

  /// The median (of an even count the lower one) of the units of each series' items whose bucket starts in the 28 days
  /// before `hour`; series with too few items are left out.
  func medians(before hour: UTCHour) throws(StoreError) -> [SeriesKey: Int128] {
    let rows = try connection.rows(
      """
      SELECT provider, series, units FROM item
      WHERE bucket_start >= ? AND bucket_start < ? AND state <> 'superseded'
      """, hour.adding(hours: -24 * SafetyBounds.medianDays), hour)
    var unitsOfSeries: [Key: [Int128]] = [:]
    while try rows.next() {
      unitsOfSeries[Key(provider: rows.integer(0), series: rows.integer(1)), default: []]
        .append(try rows.steps(2))
    }
    var medians: [SeriesKey: Int128] = [:]
    for (key, units) in unitsOfSeries where units.count >= SafetyBounds.sampleCountMin {
      let series = SeriesKey(
        provider: try connection.provider(key.provider), series: try connection.text(key.series))
      medians[series] = units.sorted()[(units.count - 1) / 2]
    }
    return medians
  }

  private struct Key: Hashable {
    let provider: Int64
    let series: Int64
  }
}
