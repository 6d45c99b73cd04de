import Billing
import Synchronization

extension Parallelism {
  /// What `make` answers for 0 up to a count, in their order.
  func map<Element: Sendable>(_ count: Int, _ make: @Sendable (Int) -> Element) -> [Element] {
    let made = Mutex([Element?](repeating: nil, count: count))
    perform(count) { index in
      let element = make(index)
      made.withLock { $0[index] = element }
    }
    return made.withLock { made in
      made.map { element in
        guard let element else { preconditionFailure("every piece of work is done when all of them are") }
        return element
      }
    }
  }
}
