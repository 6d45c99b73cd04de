/// The targets of `fuzz-events`.
extension FuzzTarget {
  static let all: [FuzzTarget] = [rowLayouts, usageEvents]
}
