import Foundation
import Glibc
import StrictJSON

/// The providers in the box, on ports of their own, for one test.
final class RunningSimulator {
  let stripeURL: String
  let marketplaceURL: String
  private let process: ChildProcess

  init(in folder: Folder, _ options: [String], clock: String) throws {
    process = try ChildProcess(
      Programs.simulator,
      ["serve", "--ready-file", "\(folder.path)/ready.json", "--clock", clock, "--no-rate-limit"] + options,
      environment: [:], folder: folder.path, output: "\(folder.path)/simulator.out",
      errors: "\(folder.path)/simulator.err")
    var tries = 0
    while folder.bytes("ready.json") == nil {
      tries += 1
      guard tries < 6_000 else {
        throw Failure("the simulator does not get ready: \(folder.text("simulator.err"))")
      }
      usleep(5_000)
    }
    let ready = try JSONReader.read(folder.bytes("ready.json") ?? [])
    guard let stripe = ready["stripe_url"]?.string, let marketplace = ready["aws_url"]?.string else {
      throw Failure("the ready line names no URLs")
    }
    (stripeURL, marketplaceURL) = (stripe, marketplace)
  }

  /// What the providers hold.
  func totals() throws -> JSONValue { try control("GET", "totals") }

  /// How many requests came that could count something.
  func postCount() throws -> Int {
    let counts = try totals()["requests"]?["by_path"]?.object ?? JSONObject()
    return counts.keys.filter { $0.contains(" POST ") }.compactMap { counts[$0]?.number.flatMap { Int($0) } }
      .reduce(0, +)
  }

  /// How many requests came at all.
  func requestCount() throws -> Int { try totals()["requests"]?.integer("count") ?? 0 }

  /// The last requests, oldest first, as JSON text.
  func requests() throws -> [JSONValue] {
    try control("GET", "requests?limit=1000")["requests"]?.array ?? []
  }

  func set(faults: String) throws { _ = try control("POST", "faults", faults) }

  func set(clock: String) throws { _ = try control("POST", "clock", #"{"now":"\#(clock)"}"#) }

  private func control(_ method: String, _ name: String, _ body: String = "") throws -> JSONValue {
    let head =
      "\(method) /_simulator/\(name) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: \(body.utf8.count)\r\n"
      + "Connection: close\r\n\r\n"
    let answer = try Loopback.exchange(url: stripeURL, Array((head + body).utf8))
    guard let split = answer.firstRange(of: Array("\r\n\r\n".utf8)) else {
      throw Failure("the simulator does not answer \(name)")
    }
    let json = try JSONReader.read(Array(answer[split.upperBound...]))
    if let error = json["simulator_error"]?.string {
      throw Failure("the simulator refuses \(name): \(error)")
    }
    return json
  }
}

/// One request to this machine over a connection of its own.
enum Loopback {
  static func exchange(url: String, _ request: [UInt8]) throws -> [UInt8] {
    guard let port = URL(string: url)?.port.flatMap({ UInt16(exactly: $0) }) else {
      throw Failure("\(url) has no port")
    }
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected, send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      throw Failure("nothing listens at \(url)")
    }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 {
      answer += buffer.prefix(count)
    }
    return answer
  }
}
