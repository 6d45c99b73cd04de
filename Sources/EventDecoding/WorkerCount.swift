import Foundation

/// How many threads decode.
package enum WorkerCount {
  /// One for each processor in use, sixteen at most: beyond that, cutting and posting set the pace.
  package static var standard: Int { min(16, max(1, ProcessInfo.processInfo.activeProcessorCount)) }
}
