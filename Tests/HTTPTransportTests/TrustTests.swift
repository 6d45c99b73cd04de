import HTTPTransport
import Testing

@Suite("Whom the transport trusts", .enabled(if: TLSServer.command != nil, "needs the openssl command"))
struct TrustTests {
  private func send(_ url: String, _ configuration: CurlConfiguration) -> HTTPOutcome {
    let headers = [HTTPHeader("Authorization", "Bearer canary")]
    return CurlTransport(configuration).send([HTTPRequest(.get, url, headers: headers)], concurrencyMax: 1)[0]
  }

  @Test("a certificate of an unknown authority is refused and nothing is sent")
  func unknownAuthority() throws {
    let server = try TLSServer()
    defer { server.stop() }
    let failure = try #require(send("https://localhost:\(server.port)/", CurlConfiguration()).failure)
    #expect(failure.cause == .tlsFailed)
    #expect(failure.nothingWasSent)
  }

  @Test("a configured authority is trusted for the names in its certificates, and for no other")
  func configuredAuthority() throws {
    let server = try TLSServer()
    defer { server.stop() }
    let configuration = CurlConfiguration(certificateAuthorityFile: server.certificateFile)
    #expect(send("https://localhost:\(server.port)/", configuration).response?.status == 200)
    let failure = try #require(send("https://127.0.0.1:\(server.port)/", configuration).failure)
    #expect(failure.cause == .tlsFailed)
    #expect(failure.nothingWasSent)
  }

  @Test("TLS 1.1 is refused, TLS 1.2 is spoken")
  func oldestVersion() throws {
    let new = try TLSServer(protocolArguments: ["-tls1_2"])
    defer { new.stop() }
    let trustNew = CurlConfiguration(certificateAuthorityFile: new.certificateFile)
    #expect(send("https://localhost:\(new.port)/", trustNew).response?.status == 200)
    let old = try TLSServer(protocolArguments: ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"])
    defer { old.stop() }
    let trustOld = CurlConfiguration(certificateAuthorityFile: old.certificateFile)
    let failure = try #require(send("https://localhost:\(old.port)/", trustOld).failure)
    #expect(failure.cause == .tlsFailed)
    #expect(failure.nothingWasSent)
  }

  @Test("an authority file that cannot be read is no reason to trust the system's")
  func missingAuthorityFile() throws {
    let server = try TLSServer()
    defer { server.stop() }
    let configuration = CurlConfiguration(certificateAuthorityFile: "/nonexistent/authority.pem")
    let failure = try #require(send("https://localhost:\(server.port)/", configuration).failure)
    #expect(failure.cause == .tlsFailed)
    #expect(failure.nothingWasSent)
  }
}
