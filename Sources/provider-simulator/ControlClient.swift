import ArgumentParser
import Foundation
import Glibc
import StrictJSON

/// Asks a simulator on this machine, one request a connection.
struct ControlClient {
  private let port: UInt16

  init(url: String) throws {
    guard let components = URL(string: url), components.host == "127.0.0.1",
      let port = components.port.flatMap({ UInt16(exactly: $0) })
    else { throw ValidationError("--url \(url) is no simulator's; accepted: http://127.0.0.1:PORT") }
    self.port = port
  }

  func call(_ method: String, _ path: String, body: [UInt8] = []) throws -> JSONValue {
    let head =
      "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Length: \(body.count)\r\n"
      + "Connection: close\r\n\r\n"
    let answer = try exchange(Array(head.utf8) + body)
    guard let split = answer.firstRange(of: Array("\r\n\r\n".utf8)) else {
      throw ValidationError("no simulator answers at port \(port)")
    }
    let status = String(decoding: answer.prefix(15), as: UTF8.self).split(separator: " ").dropFirst().first
    let json = try JSONReader.read(Array(answer[split.upperBound...]))
    guard status == "200" else {
      throw ValidationError("the simulator refuses \(path): \(JSONWriter.compact(json))")
    }
    return json
  }

  private func exchange(_ request: [UInt8]) throws -> [UInt8] {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) == 0 }
    }
    guard isConnected, send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      throw ValidationError("no simulator listens at port \(port)")
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { return answer }
      answer += buffer.prefix(count)
    }
  }
}
