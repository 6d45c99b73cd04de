import Billing

/// Cuts items into slices that may travel side by side: Stripe takes one request at a time for a customer and meter.
enum SubmissionSlices {
  /// Indexes of `items`, each exactly once: at most `countMax` a slice, and no series twice in one.
  static func indexes(_ items: [DispatchItem], countMax: Int) -> [[Int]] {
    var slices: [[Int]] = []
    var rest = Array(items.indices)
    while !rest.isEmpty {
      var series: Set<String> = []
      var slice: [Int] = []
      var later: [Int] = []
      for index in rest {
        if slice.count < countMax, series.insert(items[index].bucket.series).inserted {
          slice.append(index)
        } else {
          later.append(index)
        }
      }
      slices.append(slice)
      rest = later
    }
    return slices
  }
}
