import Billing

/// The usual size of a series' items.
///
/// Four weeks of items are many times what a seal makes, and an item's row is long. So they are read from what is
/// narrow: whose they are from the index of buckets, and their units from their allocations, which add up to them.
struct MedianUnits {
  let connection: Connection

  /// The median (of an even count the lower one) of the units of each series' items whose bucket starts in the 28 days
  /// before `hour`; series with too few items are left out.
  func medians(before hour: UTCHour) throws(StoreError) -> [SeriesKey: Int128] {
    let start = hour.adding(hours: -24 * SafetyBounds.medianDays)
    let (keys, items) = try seriesOfItems(from: start, until: hour)
    guard let first = items.lazy.map(\.sequence).min(), let last = items.lazy.map(\.sequence).max() else {
      return [:]
    }
    var places = [Int32](repeating: -1, count: Int(last - first) + 1)
    for item in items { places[Int(item.sequence - first)] = item.series }
    for sequence in try supersededItems(first...last) { places[Int(sequence - first)] = -1 }
    let unitsOfSeries = try units(of: places, seriesCount: keys.count, first...last)
    var medians: [SeriesKey: Int128] = [:]
    for (key, units) in zip(keys, unitsOfSeries) where units.count >= SafetyBounds.sampleCountMin {
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

  /// The series, and the row number of every item with the place of its series among them.
  private func seriesOfItems(
    from start: UTCHour, until end: UTCHour
  ) throws(StoreError) -> (keys: [Key], items: [(sequence: Int64, series: Int32)]) {
    let rows = try connection.rows(
      "SELECT provider, series, seq FROM item INDEXED BY item_bucket WHERE bucket_start >= ? AND bucket_start < ?",
      start, end)
    var (keys, placeOfKey): ([Key], [Key: Int32]) = ([], [:])
    var items: [(sequence: Int64, series: Int32)] = []
    while try rows.next() {
      let key = Key(provider: rows.integer(0), series: rows.integer(1))
      let place = placeOfKey[key] ?? Int32(keys.count)
      if Int(place) == keys.count {
        placeOfKey[key] = place
        keys.append(key)
      }
      items.append((rows.integer(2), place))
    }
    return (keys, items)
  }

  private func supersededItems(_ items: ClosedRange<Int64>) throws(StoreError) -> [Int64] {
    try connection.integers(
      "SELECT seq FROM item INDEXED BY item_predecessor WHERE superseded_by IS NOT NULL AND seq >= ? AND seq <= ?",
      items.lowerBound, items.upperBound)
  }

  /// The units of each series' items. `places` has the place of an item's series by the item's distance from the
  /// first, below zero for an item that does not count.
  private func units(
    of places: [Int32], seriesCount: Int, _ items: ClosedRange<Int64>
  ) throws(StoreError) -> [[Int128]] {
    let rows = try connection.rows(
      "SELECT item, units FROM item_allocation WHERE item >= ? AND item <= ? ORDER BY item", items.lowerBound,
      items.upperBound)
    // An item without allocations has no units, and counts.
    var unitsOfItem = [Int128](repeating: 0, count: places.count)
    while try rows.next() { unitsOfItem[Int(rows.integer(0) - items.lowerBound)] += try rows.steps(1) }
    var units = [[Int128]](repeating: [], count: seriesCount)
    for (place, sum) in zip(places, unitsOfItem) where place >= 0 { units[Int(place)].append(sum) }
    return units
  }
}
