/// The targets of `fuzz-evidence`.
extension FuzzTarget {
  static let all: [FuzzTarget] = [evidence]
}
