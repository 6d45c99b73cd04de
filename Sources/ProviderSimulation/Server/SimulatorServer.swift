import Foundation
import Glibc
import Synchronization

/// One API of a simulator on one loopback port: a thread accepts, a thread serves each connection.
package final class SimulatorServer: Sendable {
  private struct Progress {
    var open: Set<Int32> = []
    var isStopped = false
  }
  /// The port it listens on.
  package let port: UInt16
  private let listener: Int32
  private let api: SimulatedAPI
  private let simulator: Simulator
  private let progress = Mutex(Progress())

  /// `http://127.0.0.1:PORT`.
  package var url: String { "http://127.0.0.1:\(port)" }

  /// Listens on 127.0.0.1 at once; port 0 takes any free one.
  package init(_ simulator: Simulator, api: SimulatedAPI, port: UInt16 = 0) throws(ServerError) {
    (listener, self.port) = try Socket.listen(port: port)
    self.api = api
    self.simulator = simulator
  }

  /// Begins to accept.
  package func start() {
    Thread.detachNewThread { [self] in
      while let descriptor = Socket.accept(listener) {
        guard admit(descriptor) else {
          close(descriptor)
          continue
        }
        Thread.detachNewThread { [self] in
          var connection = Connection(descriptor, api: api, simulator: simulator)
          connection.serve()
          finish(descriptor)
        }
      }
      close(listener)
    }
  }

  /// Ends accepting and cuts every connection.
  package func stop() {
    progress.withLock { progress in
      progress.isStopped = true
      shutdown(listener, Int32(SHUT_RDWR))
      for descriptor in progress.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
  }

  private func admit(_ descriptor: Int32) -> Bool {
    progress.withLock { progress in
      guard !progress.isStopped, progress.open.count < ServerLimits.connectionCountMax else { return false }
      progress.open.insert(descriptor)
      return true
    }
  }

  /// Closing inside the lock keeps `stop` from touching a descriptor that was given to somebody else.
  private func finish(_ descriptor: Int32) {
    progress.withLock { progress in
      progress.open.remove(descriptor)
      close(descriptor)
    }
  }
}
