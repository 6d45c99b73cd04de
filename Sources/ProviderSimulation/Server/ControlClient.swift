import Glibc
package import StrictJSON

/// Calls the control interface of a simulator that runs on this machine.
package struct ControlClient {
  private let port: UInt16

  /// `url` is one of the two the simulator printed: `http://127.0.0.1:PORT`.
  package init(url: String) throws(SimulationInputError) {
    let prefix = "http://127.0.0.1:"
    let rest = url.hasSuffix("/") ? url.dropLast() : url[...]
    guard rest.hasPrefix(prefix), let port = UInt16(rest.dropFirst(prefix.count)) else {
      throw SimulationInputError("a simulator's URL is \(prefix)PORT, found \(url)")
    }
    self.port = port
  }

  /// The JSON of a successful call; anything else says what the simulator said.
  package func call(_ method: String, _ path: String, _ body: JSONValue? = nil) throws -> JSONValue {
    let descriptor = try Socket.connect(port: port)
    defer { close(descriptor) }
    let content = body.map { JSONWriter.compact($0) } ?? []
    let head =
      "\(method) /_simulator/\(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
      + "Content-Length: \(content.count)\r\nConnection: close\r\n\r\n"
    guard Socket.write(Array(head.utf8) + content, to: descriptor) else {
      throw SimulationInputError("the simulator on port \(port) closed the connection")
    }
    var answer: [UInt8] = []
    while true {
      let more = Socket.read(descriptor, countMax: ServerLimits.readChunkByteCount)
      if more.isEmpty { break }
      answer += more
    }
    let end = answer.indices.first { answer[$0...].starts(with: [0x0D, 0x0A, 0x0D, 0x0A]) }
    guard let end, answer.starts(with: Array("HTTP/1.1 200 ".utf8)) else {
      throw SimulationInputError(
        "the simulator refused: \(String(decoding: answer.suffix(500), as: UTF8.self))")
    }
    return try JSONReader.read(Array(answer[(end + 4)...]), limits: JSONLimits(byteCountMax: 1 << 30))
  }
}
