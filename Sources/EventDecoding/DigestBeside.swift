import Billing
import ByteStreams
import Foundation
import Hashing

/// The digest of a file's content, taken on a thread of its own while others read the file: it would keep one processor
/// busy for a tenth of an import otherwise, and all others waiting.
final class DigestBeside: @unchecked Sendable {
  // Everything below is only touched while `condition` is locked.
  private let condition = NSCondition()
  private var outcome: Result<Digest256, SourceError>?
  private var isRunning = false
  private var isStopped = false

  /// The digest, once it is known. That there is none, and why, is thrown by `finish`.
  var digest: Digest256? { condition.withLock { try? outcome?.get() } }

  /// Starts reading the file, unless it was read before. What is not in `state` any more has no digest: a digest stands
  /// for rows, and they must be the rows of that content.
  func start(path: String, state: FileBytes.State) {
    let mayStart = condition.withLock {
      defer { isRunning = isRunning || outcome == nil }
      return outcome == nil && !isRunning
    }
    guard mayStart else { return }
    let thread = Thread { [self] in
      ThreadPriority.yieldToReceiver()
      let taken = takeDigest(path: path, state: state)
      condition.withLock {
        outcome = taken
        isRunning = false
        condition.broadcast()
      }
    }
    thread.name = "digest"
    thread.start()
  }

  /// Waits until the file was read to its end.
  func finish() throws(SourceError) {
    condition.lock()
    defer { condition.unlock() }
    while isRunning { condition.wait() }
    _ = try outcome?.get()
  }

  /// Waits likewise, but ends the thread once `isStopRequested`, which is asked ten times a second, says so.
  func finish(unless isStopRequested: () -> Bool) throws(SourceError) {
    while condition.withLock({ isRunning }) {
      if isStopRequested() { return stop() }
      waitAMoment()
    }
    try finish()
  }

  private static let momentSeconds: TimeInterval = 0.1

  private func waitAMoment() {
    condition.withLock {
      if isRunning { _ = condition.wait(until: Date(timeIntervalSinceNow: Self.momentSeconds)) }
    }
  }

  /// Ends the thread and waits until it is gone.
  func stop() {
    condition.withLock {
      isStopped = true
      while isRunning { condition.wait() }
      isStopped = false
    }
  }

  /// `nil` when it was stopped.
  private func takeDigest(path: String, state: FileBytes.State) -> Result<Digest256, SourceError>? {
    do throws(SourceError) {
      let file = try FileBytes(path: path)
      try file.require(state)
      var digest = RunningDigest256()
      var piece: [UInt8] = []
      while try file.read(into: &piece) {
        if condition.withLock({ isStopped }) { return nil }
        digest.update(piece)
        piece.removeAll(keepingCapacity: true)
      }
      try file.require(state)
      return .success(digest.digest)
    } catch {
      return .failure(error)
    }
  }
}
