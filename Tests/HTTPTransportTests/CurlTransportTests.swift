import HTTPTransport
import Testing

@Suite("The network through libcurl")
struct CurlTransportTests {
  let transport = CurlTransport(CurlConfiguration(policy: .httpsAndLoopbackHTTP))

  private func send(_ request: HTTPRequest) -> HTTPOutcome { transport.send([request], concurrencyMax: 1)[0] }

  @Test("status, headers and body come back as they were sent")
  func wholeAnswer() throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
      connection.write("HTTP/1.1 400 Bad Request\r\nRequest-Id:  req_1 \r\nX: 1\r\nX: 2\r\n")
      connection.write("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nTrailing: t\r\n\r\n")
    }
    defer { server.stop() }
    let response = try #require(send(HTTPRequest(.get, server.url())).response)
    #expect(response.status == 400)
    #expect(response.header("request-id") == "req_1")
    #expect(response.headers.filter { $0.name == "X" }.map(\.value) == ["1", "2"])
    #expect(response.header("Trailing") == nil)
    #expect(response.header("Link") == nil)
    #expect(response.body == Array("abcde".utf8))
  }

  @Test("what leaves is the request and the four fields of the transport, nothing else")
  func requestOnTheWire() throws {
    let server = try LoopbackServer { connection in
      let request = connection.readRequest() ?? ""
      connection.answer(body: request)
    }
    defer { server.stop() }
    let request = HTTPRequest(
      .post, server.url("/v1/x?a=1"),
      headers: [HTTPHeader("Authorization", "Bearer k"), HTTPHeader("X-Empty", "")],
      body: Array("a=1&b=2".utf8))
    let response = try #require(send(request).response)
    let lines = String(decoding: response.body, as: UTF8.self).split(
      separator: "\r\n", omittingEmptySubsequences: false)
    #expect(
      lines.map(String.init) == [
        "POST /v1/x?a=1 HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "User-Agent: agnitra-billing",
        "Accept-Encoding: gzip", "Authorization: Bearer k", "X-Empty:", "Content-Length: 7", "", "a=1&b=2",
      ])
  }

  @Test("a body of a megabyte is sent whole and without waiting for 100 Continue")
  func largeBody() throws {
    let server = try LoopbackServer { connection in
      let request = connection.readRequest() ?? ""
      connection.answer(body: "\(request.utf8.count(where: { $0 == 0x7E })) \(request.contains("Expect"))")
    }
    defer { server.stop() }
    let body = [UInt8](repeating: UInt8(ascii: "~"), count: 1 << 20)
    let response = try #require(send(HTTPRequest(.put, server.url("/"), body: body)).response)
    #expect(String(decoding: response.body, as: UTF8.self) == "\(body.count) false")
  }

  @Test("a redirect is an answer and is not followed")
  func redirect() throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.answer("307 Temporary Redirect", headers: ["Location: /elsewhere"])
    }
    defer { server.stop() }
    #expect(send(HTTPRequest(.post, server.url(), body: [1])).response?.status == 307)
    #expect(server.requestCount == 1)
  }

  @Test("one connection carries call after call")
  func reuse() throws {
    let server = try LoopbackServer { connection in
      while connection.readRequest() != nil { connection.answer(body: "ok") }
    }
    defer { server.stop() }
    for _ in 0..<20 {
      #expect(send(HTTPRequest(.post, server.url(), body: [1])).response?.status == 200)
    }
    #expect(server.connectionCount == 1)
    #expect(server.requestCount == 20)
  }

  @Test("outcomes stand in the order of the requests, whatever the order of the answers")
  func concurrency() throws {
    let server = try LoopbackServer { connection in
      while let request = connection.readRequest() {
        connection.answer(body: String(request.split(separator: " ")[1]))
      }
    }
    defer { server.stop() }
    let outcomes = transport.send(
      (0..<50).map { HTTPRequest(.get, server.url("/\($0)")) }, concurrencyMax: 8)
    let bodies = outcomes.map { outcome in
      if case .answered(let response) = outcome {
        String(decoding: response.body, as: UTF8.self)
      } else {
        "failed"
      }
    }
    #expect(bodies == (0..<50).map { "/\($0)" })
    #expect(server.connectionCount <= 8)
  }

  @Test("no more requests run at once than allowed, and that many do")
  func concurrencyMax() throws {
    let gate = Gate(count: 4)
    let server = try LoopbackServer { connection in
      while connection.readRequest() != nil {
        gate.enter()
        connection.answer()
        gate.leave()
      }
    }
    defer { server.stop() }
    let outcomes = transport.send((0..<12).map { _ in HTTPRequest(.get, server.url()) }, concurrencyMax: 4)
    #expect(outcomes.count == 12)
    #expect(gate.mostInside == 4)
  }

  @Test("nobody listening means nothing was sent")
  func refused() throws {
    let (socket, port) = try LoopbackServer.listen()
    closeSocket(socket)
    let failure = try #require(send(HTTPRequest(.post, "http://127.0.0.1:\(port)/", body: [1])).failure)
    #expect(failure.cause == .connectionRefused)
    #expect(failure.nothingWasSent)
  }

  @Test("a name that does not resolve means nothing was sent")
  func unresolved() throws {
    let failure = try #require(send(HTTPRequest(.post, "https://nowhere.invalid/", body: [1])).failure)
    #expect(failure.cause == .nameNotResolved)
    #expect(failure.nothingWasSent)
  }

  @Test("a server that speaks no TLS is refused before the request leaves")
  func notTLS() throws {
    let server = try LoopbackServer { connection in connection.write("SSH-2.0-x\r\n") }
    defer { server.stop() }
    let failure = try #require(
      send(HTTPRequest(.post, "https://127.0.0.1:\(server.port)/", body: [1])).failure)
    #expect(failure.cause == .tlsFailed)
    #expect(failure.nothingWasSent)
  }

  @Test("silence until the time-out is ambiguous")
  func timeout() throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.waitForClient()
    }
    defer { server.stop() }
    let limits = HTTPLimits(totalTimeoutMilliseconds: 300)
    let failure = try #require(send(HTTPRequest(.post, server.url(), body: [1], limits: limits)).failure)
    #expect(failure.cause == .timedOut)
    #expect(!failure.nothingWasSent)
  }

  @Test(
    "a connection cut at any point of the answer is ambiguous",
    arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"], [false, true])
  func cut(answer: String, withReset: Bool) throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write(answer)
      if withReset { connection.reset() }
    }
    defer { server.stop() }
    let failure = try #require(send(HTTPRequest(.post, server.url(), body: [1])).failure)
    #expect(!failure.nothingWasSent)
    #expect([.connectionLost, .answerUnreadable].contains(failure.cause))
    #expect(server.requestCount == 1)
  }

  @Test(
    "what is not HTTP, or is HTTP/0.9, is unreadable and ambiguous",
    arguments: ["hello\r\n", "HTTP/9.9 200\r\n\r\n"])
  func unreadable(answer: String) throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write(answer)
    }
    defer { server.stop() }
    let failure = try #require(send(HTTPRequest(.post, server.url(), body: [1])).failure)
    #expect(failure.cause == .answerUnreadable)
    #expect(!failure.nothingWasSent)
  }
}
