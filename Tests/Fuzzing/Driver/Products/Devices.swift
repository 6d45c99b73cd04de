/// The targets of `fuzz-devices`.
extension FuzzTarget {
  static let all: [FuzzTarget] = [smiXML]
}
