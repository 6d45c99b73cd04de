/// Why a run could not be prepared. It becomes the ending of the run.
struct ReplayFault: Error, Hashable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
