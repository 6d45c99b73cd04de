/// The targets of `fuzz-records`.
extension FuzzTarget {
  static let all: [FuzzTarget] = usageRecords
}
