/// The targets of `fuzz-values`.
extension FuzzTarget {
  static let all: [FuzzTarget] = [decimals, httpDates, strictJSON, times]
}
