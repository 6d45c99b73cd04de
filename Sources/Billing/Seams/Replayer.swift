/// Runs the commands of replays, apart from everything this program holds.
package protocol Replayer: AnyObject {
  /// Checks that every pinned file is what was signed.
  func check(_ manifest: ReplayManifest) throws(ReplayRefusal)
  /// Runs one arm once, in a folder of its own that is gone afterwards. Calls `sample` right before the start, about
  /// every `samplingMilliseconds` while it runs, and right after its end. Nothing that it started is left when this
  /// returns.
  func run(
    _ arm: ReplayManifest.Arm, of manifest: ReplayManifest, timeoutSeconds: Int64,
    samplingMilliseconds: Int64,
    sample: () -> Void
  ) -> ReplayRun
}

/// Why a manifest is not run.
package struct ReplayRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// Which file, what was found, what is accepted, what to do.
  package let description: String

  /// A refusal with its sentence.
  package init(_ description: String) { self.description = description }
}
