import Foundation
import Simulation

/// Shares seeds among threads. Each thread has worlds and stacks of its own; what they found is added up at the end, so
/// that the sum does not depend on who was faster.
enum SweepThreads {
  static func run(
    first: UInt64, count: UInt64, by way: Way, mutant: Mutant?, threadCount: Int
  ) -> Sweep {
    let total = Total()
    let group = DispatchGroup()
    for index in 0..<UInt64(threadCount) {
      group.enter()
      let thread = Thread {
        var sweep = Sweep()
        let seeds = stride(from: first + index, to: first + count, by: threadCount)
        sweep.run(seeds, by: way, mutant: mutant)
        total.add(sweep)
        group.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    group.wait()
    return total.sweep
  }

  private final class Total: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var sweep = Sweep()

    func add(_ other: Sweep) {
      lock.lock()
      defer { lock.unlock() }
      sweep.add(other)
    }
  }
}
