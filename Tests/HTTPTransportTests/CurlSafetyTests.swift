import HTTPTransport
import Testing

@Suite("What the transport refuses and never hides")
struct CurlSafetyTests {
  private func send(_ request: HTTPRequest, policy: URLPolicy = .httpsAndLoopbackHTTP) -> HTTPOutcome {
    CurlTransport(CurlConfiguration(policy: policy)).send([request], concurrencyMax: 1)[0]
  }

  @Test("a reused connection that dies is ambiguous and the request is not silently sent again")
  func noSilentResend() throws {
    let server = try LoopbackServer { connection in
      guard connection.readRequest() != nil else { return }
      connection.answer()
      _ = connection.readRequest()
    }
    defer { server.stop() }
    let transport = CurlTransport(CurlConfiguration(policy: .httpsAndLoopbackHTTP))
    let request = HTTPRequest(.post, server.url(), body: Array("a=1".utf8))
    guard case .answered = transport.send([request], concurrencyMax: 1)[0] else {
      Issue.record("the first exchange is answered")
      return
    }
    let failure = try #require(transport.send([request], concurrencyMax: 1)[0].failure)
    #expect(failure.cause == .connectionLost)
    #expect(!failure.nothingWasSent)
    #expect(server.requestCount == 2)
  }

  @Test("a POST without a body never travels on a used connection, where it could be sent twice")
  func emptyPost() throws {
    let server = try LoopbackServer { connection in
      while connection.readRequest() != nil { connection.answer() }
    }
    defer { server.stop() }
    let transport = CurlTransport(CurlConfiguration(policy: .httpsAndLoopbackHTTP))
    for _ in 0..<3 { _ = transport.send([HTTPRequest(.post, server.url())], concurrencyMax: 1) }
    #expect(server.connectionCount == 3)
    #expect(server.requestCount == 3)
  }

  @Test("a connection the server closed between calls is replaced without loss")
  func idleClosed() throws {
    let closed = Gate(count: 1)
    let server = try LoopbackServer { connection in
      guard connection.readRequest() != nil else { return }
      connection.answer()
      closed.enter()
    }
    defer { server.stop() }
    let transport = CurlTransport(CurlConfiguration(policy: .httpsAndLoopbackHTTP))
    var answered = 0
    for _ in 0..<3 {
      if case .answered = transport.send([HTTPRequest(.get, server.url())], concurrencyMax: 1)[0] {
        answered += 1
      }
    }
    #expect(answered == 3)
    #expect(server.connectionCount == 3)
  }

  @Test("an answer longer than the bound is cut off", arguments: [true, false])
  func tooLong(withLength: Bool) throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      let length = withLength ? "Content-Length: 2000\r\n" : ""
      connection.write("HTTP/1.1 200 OK\r\n\(length)\r\n" + String(repeating: "x", count: 2_000))
    }
    defer { server.stop() }
    let limits = HTTPLimits(responseByteCountMax: 1_999)
    let failure = try #require(send(HTTPRequest(.get, server.url(), limits: limits)).failure)
    #expect(failure.cause == .answerTooLong)
    #expect(!failure.nothingWasSent)
  }

  @Test("the bound holds after decompression too")
  func compressedTooLong() throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(CompressedZeros.bytes.count)\r\n\r\n")
      connection.write(CompressedZeros.bytes)
    }
    defer { server.stop() }
    let small = HTTPLimits(responseByteCountMax: CompressedZeros.decompressedCount - 1)
    #expect(send(HTTPRequest(.get, server.url(), limits: small)).failure?.cause == .answerTooLong)
    let enough = HTTPLimits(responseByteCountMax: CompressedZeros.decompressedCount)
    guard case .answered(let response) = send(HTTPRequest(.get, server.url(), limits: enough)) else {
      Issue.record("an answer within the bound is whole")
      return
    }
    #expect(response.body == [UInt8](repeating: UInt8(ascii: "0"), count: CompressedZeros.decompressedCount))
  }

  @Test("endless header lines are cut off")
  func headerFlood() throws {
    let server = try LoopbackServer { connection in
      _ = connection.readRequest()
      connection.write("HTTP/1.1 200 OK\r\n")
      while connection.write("X-Flood: \(String(repeating: "y", count: 1_000))\r\n") {}
    }
    defer { server.stop() }
    #expect(send(HTTPRequest(.get, server.url())).failure?.cause == .answerTooLong)
  }

  @Test(
    "a URL outside the policy is refused before anything is sent",
    arguments: [
      ("http://127.0.0.1:9/", URLPolicy.httpsOnly), ("http://192.0.2.1/", .httpsAndLoopbackHTTP),
      ("http://169.254.169.254/", .httpsAndLoopbackHTTP), ("http://api.stripe.com/", .httpsAndLoopbackHTTP),
      ("http://169.254.1.1/", .httpsAndCredentialEndpointHTTP),
      ("http://10.0.0.1/", .httpsAndCredentialEndpointHTTP),
      ("ftp://127.0.0.1/", .httpsAndLoopbackHTTP), ("file:///etc/passwd", .httpsAndLoopbackHTTP),
      ("https://user:canary@127.0.0.1/", .httpsOnly), ("127.0.0.1/", .httpsAndLoopbackHTTP),
      ("https://127.0.0.1/a b", .httpsOnly), ("http://127.0.0.1.example.com/", .httpsAndLoopbackHTTP),
      ("", .httpsOnly),
    ])
  func refusedURL(url: String, policy: URLPolicy) throws {
    let failure = try #require(send(HTTPRequest(.get, url), policy: policy).failure)
    #expect(failure.cause == .notAllowed)
    #expect(failure.nothingWasSent)
    #expect(!failure.detail.contains("canary"))
  }

  @Test("loopback is recognised however it is written")
  func loopbackSpellings() throws {
    let server = try LoopbackServer { connection in
      while connection.readRequest() != nil { connection.answer() }
    }
    defer { server.stop() }
    for host in ["127.0.0.1", "127.1", "0x7f.1", "localhost", "LOCALHOST"] {
      guard case .answered = send(HTTPRequest(.get, "http://\(host):\(server.port)/")) else {
        Issue.record("\(host) is loopback")
        continue
      }
    }
  }

  @Test(
    "a header that would change the message is refused",
    arguments: [
      HTTPHeader("X", "a\u{7}b"), HTTPHeader("X", "a\u{7F}"), HTTPHeader("X Y", "1"), HTTPHeader("", "1"),
      HTTPHeader("Content-Length", "0"), HTTPHeader("transfer-encoding", "chunked"),
      HTTPHeader("User-Agent", "x"),
    ])
  func refusedHeader(header: HTTPHeader) throws {
    let request = HTTPRequest(.post, "http://127.0.0.1:9/", headers: [header], body: [1])
    let failure = try #require(send(request).failure)
    #expect(failure.cause == .notAllowed)
    #expect(failure.nothingWasSent)
  }

  @Test("no detail repeats a secret that was sent")
  func noSecretInDetail() throws {
    let server = try LoopbackServer { connection in
      let request = connection.readRequest() ?? ""
      let key = request.split(separator: "Bearer ").last?.split(separator: "\r\n").first ?? ""
      connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: \(key)\r\nContent-Length: x\(key)\r\n\r\n")
    }
    defer { server.stop() }
    let headers = [HTTPHeader("Authorization", "Bearer canary_secret_4242")]
    let failure = try #require(send(HTTPRequest(.get, server.url(), headers: headers)).failure)
    #expect(!failure.detail.contains("canary_secret"))
    #expect(!failure.detail.isEmpty)
  }

  @Test("the environment's proxy is not asked")
  func environmentProxy() throws {
    let proxy = try LoopbackServer { connection in _ = connection.readRequest() }
    let server = try LoopbackServer { connection in
      while connection.readRequest() != nil { connection.answer() }
    }
    defer {
      proxy.stop()
      server.stop()
      unsetEnvironment("http_proxy")
    }
    setEnvironment("http_proxy", proxy.url())
    guard case .answered = send(HTTPRequest(.get, server.url())) else {
      Issue.record("the server itself answers")
      return
    }
    #expect(proxy.connectionCount == 0)
  }

  @Test(
    "a configured proxy that refuses the tunnel leaves nothing sent, and never sees the request's headers")
  func configuredProxy() throws {
    let seen = Gate(count: 1)
    let proxy = try LoopbackServer { connection in
      let request = connection.readRequest() ?? ""
      if request.contains("canary") { seen.enter() }
      connection.answer("407 Proxy Authentication Required")
    }
    defer { proxy.stop() }
    let transport = CurlTransport(CurlConfiguration(proxyURL: proxy.url()))
    let request = HTTPRequest(
      .post, "https://api.invalid/", headers: [HTTPHeader("Authorization", "Bearer canary")], body: [1])
    let failure = try #require(transport.send([request], concurrencyMax: 1)[0].failure)
    #expect(failure.nothingWasSent)
    #expect(proxy.requestCount == 1)
    #expect(seen.mostInside == 0)
  }
}
