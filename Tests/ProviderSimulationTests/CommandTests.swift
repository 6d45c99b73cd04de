import Foundation
import Glibc
import StrictJSON
import Testing

@Suite("The built provider-simulator")
struct CommandTests {
  private struct Running {
    let process: Process
    let ready: JSONValue
  }

  private var binary: URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appendingPathComponent("provider-simulator")
  }

  private func start(_ arguments: [String]) throws -> Running {
    let process = Process()
    let output = Pipe()
    process.executableURL = binary
    process.arguments = ["serve"] + arguments
    process.standardOutput = output
    try process.run()
    var line: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A {
      line.append(byte)
    }
    return Running(process: process, ready: try JSONReader.read(line))
  }

  /// One request on a connection of its own, made of bytes: a fresh machine need not have an HTTP client.
  private func call(_ running: Running, _ target: String, body: String? = nil) throws -> JSONValue {
    let port = try #require(running.ready["stripe_url"]?.string.flatMap { URL(string: $0)?.port })
    let client = try LoopbackClient(port: try #require(UInt16(exactly: port)))
    let body = body ?? ""
    client.send(
      "\(body.isEmpty ? "GET" : "POST") \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        + "Authorization: Bearer sk_test_1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        + "Content-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)")
    let answer = client.receive().text
    let head = try #require(answer.range(of: "\r\n\r\n"), "\(answer)")
    return try JSONReader.read(Array(answer[head.upperBound...].utf8))
  }

  @Test("It says where it listens, survives being killed, and ends cleanly on SIGTERM")
  func lifeCycle() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "simulator-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let ready = folder.appendingPathComponent("ready.json")
    let arguments = [
      "--state", folder.appendingPathComponent("state.ndjson").path, "--ready-file", ready.path, "--clock",
      "2026-11-21T19:30:00Z",
    ]
    let first = try start(arguments)
    // A simulator that outlives its test holds the test run's output open, and the run would never end.
    defer { first.process.end() }
    #expect(try JSONReader.read(Array(try Data(contentsOf: ready))) == first.ready)
    #expect(first.ready["pid"]?.number == "\(first.process.processIdentifier)")
    _ = try call(first, "/_simulator/stripe/meters", body: #"[{"event_name":"gpu_hours"}]"#)
    let event = "event_name=gpu_hours&payload[stripe_customer_id]=cus_1&payload[value]=1.5&identifier=one"
    #expect(try call(first, "/v1/billing/meter_events", body: event)["identifier"]?.string == "one")
    kill(first.process.processIdentifier, SIGKILL)
    first.process.waitUntilExit()
    let second = try start(arguments)
    defer { second.process.end() }
    let totals = try call(second, "/_simulator/totals")
    #expect(totals["stripe"]?["meters"]?.array?.first?["value"]?.string == "1.5")
    second.process.terminate()
    second.process.waitUntilExit()
    #expect(second.process.terminationReason == .exit)
    #expect(second.process.terminationStatus == 0)
  }

  @Test("A bad argument ends with 64 and words")
  func badArgument() throws {
    let process = Process()
    let errors = Pipe()
    process.executableURL = binary
    process.arguments = ["serve", "--clock", "now"]
    process.standardError = errors
    try process.run()
    let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 64)
    #expect(text.contains("RFC 3339"))
  }
}

extension Process {
  /// Ends the process where it still runs, and waits for it.
  fileprivate func end() {
    if isRunning { kill(processIdentifier, SIGKILL) }
    waitUntilExit()
  }
}
