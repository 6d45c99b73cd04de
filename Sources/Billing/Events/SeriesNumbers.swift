/// Numbers of one's own for the texts of blocks, found once a text of each series: a table that is indexed in place of
/// one that is searched.
package struct SeriesNumbers<Number: Sendable>: Sendable {
  /// More series than sources have workers; beyond it the ones known are forgotten.
  private static var keptCountMax: Int { 64 }
  private var known: [(series: TextSeries, numbers: [Number?])] = []

  /// No numbers yet.
  package init() {}

  /// Takes what is known of the series, with a place for each of `count` texts; `nil` stands where none was found yet.
  package mutating func take(_ series: TextSeries, count: Int) -> [Number?] {
    guard let index = known.firstIndex(where: { $0.series === series }) else {
      return Array(repeating: nil, count: count)
    }
    var numbers = known.remove(at: index).numbers
    if numbers.count < count { numbers += repeatElement(nil, count: count - numbers.count) }
    return numbers
  }

  /// Keeps what was found.
  package mutating func keep(_ numbers: [Number?], of series: TextSeries) {
    if known.count >= Self.keptCountMax { known.removeAll() }
    known.append((series, numbers))
  }
}
