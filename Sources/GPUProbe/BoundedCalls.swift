import Dispatch
import Synchronization

/// Calls that may never come back, one after another on a thread of their own. A caller waits so long and no longer. A
/// call that hangs keeps its thread, and everything after it is answered as hung at once, until it comes back.
final class BoundedCalls: Sendable {
  private let queue: DispatchQueue
  private let isHung = Mutex(false)

  init(name: String) { queue = DispatchQueue(label: name) }

  /// What `body` answers; `nil` when that takes longer, or when an earlier call still hangs.
  func call<Value: Sendable>(
    withinMilliseconds milliseconds: Int64, _ body: @escaping @Sendable () -> Value
  ) -> Value? {
    guard !isHung.withLock(\.self) else { return nil }
    let answer = Answer<Value>()
    let isDone = DispatchSemaphore(value: 0)
    queue.async {
      let value = body()
      answer.value.withLock { $0 = value }
      self.isHung.withLock { $0 = false }
      isDone.signal()
    }
    if isDone.wait(timeout: .now() + .milliseconds(Int(clamping: milliseconds))) == .timedOut {
      isHung.withLock { isHung in isHung = answer.value.withLock { $0 == nil } }
    }
    return answer.value.withLock(\.self)
  }

  private final class Answer<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }
}
