import Foundation
import Glibc
@testable import ProviderSimulation
import Testing

/// A client that speaks bytes, so that broken requests and broken answers can be seen.
final class LoopbackClient {
  let descriptor: Int32

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    try #require(isConnected)
  }

  deinit { close(descriptor) }

  func send(_ text: String) { _ = Socket.write(Array(text.utf8), to: descriptor) }

  /// The bytes of one answer, or what came before the connection ended; and whether it ended by a reset.
  func receive() -> (text: String, isReset: Bool) {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while !Self.isWhole(bytes) {
      let count = recv(descriptor, &chunk, chunk.count, 0)
      if count < 0 { return (String(decoding: bytes, as: UTF8.self), errno == ECONNRESET) }
      if count == 0 { break }
      bytes += chunk.prefix(count)
    }
    return (String(decoding: bytes, as: UTF8.self), false)
  }

  private static func isWhole(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n"), let start = text.range(of: "Content-Length: ") else {
      return false
    }
    let length = Int(text[start.upperBound...].prefix { $0.isNumber }) ?? 0
    return text[end.upperBound...].utf8.count >= length
  }
}
