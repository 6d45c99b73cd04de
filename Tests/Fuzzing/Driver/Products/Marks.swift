/// The targets of `fuzz-marks`.
extension FuzzTarget {
  static let all: [FuzzTarget] = [marks]
}
