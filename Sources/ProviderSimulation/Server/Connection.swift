import Foundation
import Glibc

/// One client's connection: requests in, replies out, until either side has enough.
struct Connection {
  private let descriptor: Int32
  private let api: SimulatedAPI
  private let simulator: Simulator
  private var pending: [UInt8] = []

  init(_ descriptor: Int32, api: SimulatedAPI, simulator: Simulator) {
    self.descriptor = descriptor
    self.api = api
    self.simulator = simulator
  }

  /// Serves until the connection ends; the caller closes the descriptor.
  mutating func serve() {
    while true {
      do throws(RequestError) {
        let head = try readHead()
        let request = try readBody(of: head.request)
        let reply = simulator.reply(to: request, api: api) { milliseconds in
          Thread.sleep(forTimeInterval: TimeInterval(milliseconds) / 1_000)
        }
        guard write(reply, isKeptAlive: head.isKeptAlive), head.isKeptAlive else { return }
      } catch {
        if let answer = error.answer {
          _ = write(Reply(answer: answer, delivery: .whole), isKeptAlive: false)
        }
        return
      }
    }
  }

  private mutating func readHead() throws(RequestError) -> RequestHead {
    while true {
      if let end = Self.endOfHead(pending) {
        let head = try RequestHead(pending[..<end])
        pending.removeFirst(end + 4)
        return head
      }
      guard pending.count <= ServerLimits.headByteCountMax else { throw .tooLong }
      try readMore()
    }
  }

  private static func endOfHead(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (0...bytes.count - 4).first { bytes[$0..<$0 + 4].elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) }
  }

  private mutating func readMore() throws(RequestError) {
    let more = Socket.read(descriptor, countMax: ServerLimits.readChunkByteCount)
    guard !more.isEmpty else { throw .ended }
    pending += more
  }

  private mutating func readBody(of request: ReceivedRequest) throws(RequestError) -> ReceivedRequest {
    var request = request
    if request.header("Expect")?.lowercased() == "100-continue" {
      _ = Socket.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), to: descriptor)
    }
    if request.header("Transfer-Encoding")?.lowercased() == "chunked" {
      request.body = try readChunks()
      return request
    }
    guard let text = request.header("Content-Length") else { return request }
    guard let count = Int(text), count >= 0 else { throw .malformed("Content-Length is not a number") }
    request.body = try take(count)
    return request
  }

  private mutating func take(_ count: Int) throws(RequestError) -> [UInt8] {
    guard count <= ServerLimits.bodyByteCountMax else { throw .tooLong }
    while pending.count < count { try readMore() }
    defer { pending.removeFirst(count) }
    return Array(pending.prefix(count))
  }

  private mutating func readChunks() throws(RequestError) -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let size = String(decoding: try takeLine().prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self)
      guard let count = Int(size, radix: 16), count >= 0 else { throw .malformed("a chunk without a size") }
      guard body.count + count <= ServerLimits.bodyByteCountMax else { throw .tooLong }
      body += try take(count)
      let ending = try takeLine()
      guard ending.isEmpty else { throw .malformed("a chunk of another size than it said") }
      if count == 0 { return body }
    }
  }

  private mutating func takeLine() throws(RequestError) -> [UInt8] {
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        let line = pending[..<end].filter { $0 != 0x0D }
        pending.removeFirst(end + 1)
        return line
      }
      guard pending.count <= ServerLimits.headByteCountMax else { throw .tooLong }
      try readMore()
    }
  }

  private func write(_ reply: Reply, isKeptAlive: Bool) -> Bool {
    switch reply.delivery {
    case .whole:
      return Socket.write(AnswerWriter.bytes(reply.answer, isKeptAlive: isKeptAlive), to: descriptor)
    case .reset:
      Socket.prepareReset(descriptor)
      return false
    case .resetMidBody:
      let bytes = AnswerWriter.bytes(reply.answer, isKeptAlive: isKeptAlive)
      _ = Socket.write(Array(bytes.dropLast(max(1, reply.answer.body.count / 2))), to: descriptor)
      // Long enough for the client to have read the first half before the reset discards it.
      Thread.sleep(forTimeInterval: 0.02)
      Socket.prepareReset(descriptor)
      return false
    }
  }
}
