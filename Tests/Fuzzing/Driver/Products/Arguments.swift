/// The targets of `fuzz-arguments`.
extension FuzzTarget {
  static let all: [FuzzTarget] = [arguments]
}
