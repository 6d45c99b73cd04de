/// The targets of `fuzz-configuration`.
extension FuzzTarget {
  static let all: [FuzzTarget] = [configuration]
}
