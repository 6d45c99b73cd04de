import Foundation

/// Counts who is inside at once, and holds the first ones until `count` are.
final class Gate: Sendable {
  private let condition = NSCondition()
  nonisolated(unsafe) private var inside = 0
  nonisolated(unsafe) private var most = 0
  nonisolated(unsafe) private var isOpen = false
  private let count: Int

  init(count: Int) { self.count = count }

  /// The most that were ever inside at once.
  var mostInside: Int { condition.withLock { most } }

  func enter() {
    condition.withLock {
      inside += 1
      most = max(most, inside)
      if inside == count { isOpen = true }
      condition.broadcast()
      while !isOpen, condition.wait(until: Date(timeIntervalSinceNow: 5)) {}
    }
  }

  func leave() { condition.withLock { inside -= 1 } }
}
