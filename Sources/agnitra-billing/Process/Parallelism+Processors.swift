import Billing
import EventDecoding
import Foundation

extension Parallelism {
  /// A piece for each processor in use.
  static let processors = Parallelism(width: WorkerCount.standard) { count, work in
    DispatchQueue.concurrentPerform(iterations: count, execute: work)
  }
}
