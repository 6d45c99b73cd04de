/// A driver's version, such as 580.159.03: branch and release within the branch.
struct DriverVersion: Hashable, Comparable {
  let branch: Int
  let release: Int

  init(branch: Int, release: Int) { (self.branch, self.release) = (branch, release) }

  /// Reads the first two numbers of the text.
  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, let branch = Int(parts[0]), let release = Int(parts[1]), branch > 0, release >= 0
    else { return nil }
    self.init(branch: branch, release: release)
  }

  static func < (left: DriverVersion, right: DriverVersion) -> Bool {
    (left.branch, left.release) < (right.branch, right.release)
  }
}
