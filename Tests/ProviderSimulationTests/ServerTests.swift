import Foundation
import Glibc
@testable import ProviderSimulation
import Testing

@Suite("HTTP server")
struct ServerTests {
  private func withServer(_ body: (Bench, UInt16) throws -> Void) throws {
    let bench = try Bench()
    let server = try SimulatorServer(bench.simulator, api: .stripe)
    server.start()
    defer { server.stop() }
    try body(bench, server.port)
  }

  private let body = "event_name=gpu_hours&payload[stripe_customer_id]=cus_1&payload[value]=1&identifier="

  private func post(_ identifier: String, more: String = "") -> String {
    let body = body + identifier
    return "POST /v1/billing/meter_events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk_test_1\r\n\(more)"
      + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  @Test("A connection is kept for many requests, one sent before the other was answered too")
  func keepAlive() throws {
    try withServer { bench, port in
      let client = try LoopbackClient(port: port)
      for identifier in ["a", "b"] {
        client.send(post(identifier))
        let answer = client.receive().text
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("Connection: keep-alive"))
        #expect(answer.contains("Date: Sat, 21 Nov 2026 19:30:00 GMT"))
      }
      client.send(post("c", more: "Connection: close\r\n"))
      #expect(client.receive().text.contains("Connection: close"))
      #expect(try bench.meterValue() == "3")
    }
  }

  @Test("Chunked bodies and Expect: 100-continue are understood")
  func bodies() throws {
    try withServer { bench, port in
      let client = try LoopbackClient(port: port)
      let head =
        "POST /v1/billing/meter_events HTTP/1.1\r\nAuthorization: Bearer sk_test_1\r\n"
        + "Content-Type: application/x-www-form-urlencoded\r\n"
      client.send(head + "Transfer-Encoding: chunked\r\n\r\n")
      client.send("5\r\n\(body.prefix(5))\r\n")
      client.send("\(String(body.utf8.count - 4, radix: 16));x=y\r\n\(body.dropFirst(5))z\r\n0\r\n\r\n")
      #expect(client.receive().text.contains(#""identifier":"z""#))
      client.send(head + "Expect: 100-continue\r\nContent-Length: \(body.utf8.count + 1)\r\n\r\n")
      var interim = [UInt8](repeating: 0, count: 25)
      #expect(recv(client.descriptor, &interim, 25, Int32(MSG_WAITALL)) == 25)
      #expect(String(decoding: interim, as: UTF8.self) == "HTTP/1.1 100 Continue\r\n\r\n")
      client.send(body + "y")
      #expect(client.receive().text.contains(#""identifier":"y""#))
      #expect(try bench.meterValue() == "2")
    }
  }

  @Test(
    "What is not a request is refused and the connection closed",
    arguments: [
      ("nonsense\r\n\r\n", "400"), ("GET / HTTP/2.0\r\n\r\n", "400"),
      ("GET / HTTP/1.1\r\n: x\r\n\r\n", "400"),
      ("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "400"),
      ("POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", "413"),
      ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"),
      ("GET / HTTP/1.1\r\nX: " + String(repeating: "x", count: 70_000), "413"),
    ])
  func malformed(text: String, status: String) throws {
    try withServer { _, port in
      let client = try LoopbackClient(port: port)
      client.send(text)
      #expect(client.receive().text.hasPrefix("HTTP/1.1 \(status) "))
    }
  }

  @Test(
    "A lost answer is a reset on the wire, and the effect is as scripted",
    arguments: [("reset_before_effect", "0"), ("reset_after_effect", "1"), ("reset_mid_body", "1")])
  func resets(kind: String, held: String) throws {
    try withServer { bench, port in
      try bench.faults(#"[{"api":"stripe","kind":"\#(kind)","count":1}]"#)
      let client = try LoopbackClient(port: port)
      client.send(post("a"))
      let (text, isReset) = client.receive()
      #expect(isReset)
      #expect(text.isEmpty == (kind != "reset_mid_body"))
      #expect(!text.contains("timestamp"))
      #expect(try bench.meterValue() == held)
    }
  }

  @Test("Many clients at once lose nothing and count nothing twice")
  func manyClients() throws {
    try withServer { bench, port in
      let group = DispatchGroup()
      for index in 0..<16 {
        DispatchQueue.global().async(group: group) {
          guard let client = try? LoopbackClient(port: port) else { return }
          for number in 0..<20 {
            // Two clients send each event; a lock or a duplicate is no loss.
            let request = post("e\(index / 2)-\(number)")
              .replacing("cus_1", with: "cus_\(index % 2 + 1)", maxReplacements: 1)
            repeat { client.send(request) } while client.receive().text.contains("lock_timeout")
          }
        }
      }
      group.wait()
      let held = try bench.meterValue()
      #expect(held == "160")
    }
  }

  @Test("A port in use is a clear refusal")
  func portInUse() throws {
    try withServer { bench, port in
      let error = #expect(throws: ServerError.self) {
        try SimulatorServer(bench.simulator, api: .aws, port: port)
      }
      #expect(error?.description.contains("listen on port \(port)") == true)
    }
  }
}
