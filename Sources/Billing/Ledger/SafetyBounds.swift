/// Bounds beyond which a seal's items are held until a person approves them: a mistake upstream must not become an
/// invoice by itself.
package struct SafetyBounds: Hashable, Sendable {
  /// Items one window may make.
  package let itemCountMax: Int
  /// How many times the median of its series' items of the last 28 days an item may be.
  package let medianRatioMax: Int64
  /// Items a series needs in these days for its median to mean anything.
  package static let sampleCountMin = 24
  /// The days the median looks back.
  package static let medianDays: Int64 = 28

  /// Bounds of the parts given.
  package init(itemCountMax: Int = 1_000_000, medianRatioMax: Int64 = 100) {
    precondition(itemCountMax > 0 && medianRatioMax > 0, "a bound lets something through")
    self.itemCountMax = itemCountMax
    self.medianRatioMax = medianRatioMax
  }
}

/// What a provider adds up on its side: a bucket's series without the bucket's time.
package struct SeriesKey: Hashable, Sendable {
  /// The target.
  package let provider: ProviderID
  /// The series.
  package let series: String

  /// A key of the parts given.
  package init(provider: ProviderID, series: String) {
    self.provider = provider
    self.series = series
  }
}
