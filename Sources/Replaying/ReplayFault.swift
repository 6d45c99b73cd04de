/// Why a run could not be prepared. It becomes the ending of the run.
struct ReplayFault: Error, Hashable, CustomStringConvertible {
  let description: String
  /// Whether the kernel lacks what it may have in a moment: nothing of the run was started, and it may be tried again.
  let isPassing: Bool

  init(_ description: String, isPassing: Bool = false) {
    self.description = description
    self.isPassing = isPassing
  }
}
