import Foundation
import Glibc
import Synchronization

/// A server on 127.0.0.1 whose every move a test decides. One thread a connection.
final class LoopbackServer: Sendable {
  /// What to do on one connection; it is closed when the script returns.
  typealias Script = @Sendable (LoopbackConnection) -> Void

  let port: UInt16
  private let listener: CInt
  private let counts = Mutex((connections: 0, requests: 0))

  init(_ script: @escaping Script) throws {
    (listener, port) = try Self.listen()
    let listener = listener
    Thread.detachNewThread { [self] in
      while true {
        let socket = accept(listener, nil, nil)
        guard socket >= 0 else { return }
        let number = counts.withLock { counts in
          counts.connections += 1
          return counts.connections
        }
        Thread.detachNewThread { [self] in
          let connection = LoopbackConnection(socket: socket, number: number, server: self)
          script(connection)
          connection.close()
        }
      }
    }
  }

  /// How many connections were taken so far.
  var connectionCount: Int { counts.withLock { $0.connections } }
  /// How many whole requests were read so far.
  var requestCount: Int { counts.withLock { $0.requests } }
  /// The address of `path` here.
  func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }
  /// Stops taking connections.
  func stop() { _ = shutdown(listener, CInt(SHUT_RDWR)) }

  fileprivate func countRequest() { counts.withLock { $0.requests += 1 } }

  /// A listening socket on a port the system chose.
  static func listen() throws -> (socket: CInt, port: UInt16) {
    let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(listener, generic, length) == 0 && Glibc.listen(listener, 64) == 0
          && getsockname(listener, generic, &length) == 0
      }
    }
    guard isBound else { throw LoopbackFailure() }
    return (listener, UInt16(bigEndian: address.sin_port))
  }
}

struct LoopbackFailure: Error {}

/// The server's end of one connection.
final class LoopbackConnection: Sendable {
  /// 1 for the server's first connection.
  let number: Int
  private let socket: CInt
  private let server: LoopbackServer

  fileprivate init(socket: CInt, number: Int, server: LoopbackServer) {
    self.socket = socket
    self.number = number
    self.server = server
  }

  /// Reads one request with its body; `nil` when the client has gone.
  func readRequest() -> String? {
    var received: [UInt8] = []
    while !received.suffix(4).elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) {
      guard let byte = readByte() else { return nil }
      received.append(byte)
    }
    let bodyEnd = received.count + Self.contentLength(String(decoding: received, as: UTF8.self))
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while received.count < bodyEnd {
      let count = read(socket, &chunk, min(chunk.count, bodyEnd - received.count))
      guard count > 0 else { return nil }
      received += chunk.prefix(count)
    }
    server.countRequest()
    return String(decoding: received, as: UTF8.self)
  }

  private func readByte() -> UInt8? {
    var byte: UInt8 = 0
    return read(socket, &byte, 1) == 1 ? byte : nil
  }

  private static func contentLength(_ head: String) -> Int {
    for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
      return Int(line.dropFirst(15).trimmingCharacters(in: .whitespaces)) ?? 0
    }
    return 0
  }

  /// Writes text as it is; answers `false` when the client has gone.
  @discardableResult
  func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  /// Writes bytes as they are; answers `false` when the client has gone.
  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Writes a whole answer with its length.
  func answer(_ status: String = "200 OK", headers: [String] = [], body: String = "") {
    let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
    write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
  }

  /// Waits until the client closes.
  func waitForClient() { while readByte() != nil {} }

  /// Cuts the connection with a reset instead of an orderly end.
  func reset() {
    var noLinger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &noLinger, socklen_t(MemoryLayout<linger>.size))
  }

  fileprivate func close() { _ = Glibc.close(socket) }
}
