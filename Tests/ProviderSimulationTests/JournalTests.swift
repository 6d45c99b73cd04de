import Foundation
@testable import ProviderSimulation
import StrictJSON
import Testing

@Suite("Durable state")
struct JournalTests {
  private func withPath(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "simulator-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.appendingPathComponent("state.ndjson").path)
  }

  private func fill(_ bench: Bench) throws {
    _ = bench.stripe(Bench.eventRequest("one", value: "0.25", key: "k"))
    try bench.faults(#"[{"api":"stripe","kind":"stored_error_before_effect","count":1}]"#)
    _ = bench.stripe(Bench.eventRequest("two", key: "stored"))
    #expect(try bench.meter(Bench.batch(Bench.record("a"), Bench.record("b"))) == ["Success", "Success"])
  }

  @Test("Everything remembered is there after a restart")
  func replay() throws {
    try withPath { path in
      let first = try Bench { $0.statePath = path }
      try fill(first)
      let second = try Bench { $0.statePath = path }
      #expect(try second.totals("stripe") == first.totals("stripe"))
      #expect(try second.totals("aws") == first.totals("aws"))
      #expect(
        second.stripe(Bench.eventRequest("one", value: "0.25", key: "k")).header("Idempotent-Replayed")
          == "true")
      #expect(second.stripe(Bench.eventRequest("one")).errorMessage?.contains("already exists") == true)
      #expect(second.stripe(Bench.eventRequest("two", key: "stored")).status == 500)
      #expect(
        try second.meter(Bench.batch(Bench.record("a", quantity: #""Quantity":9"#))) == ["DuplicateRecord"])
    }
  }

  @Test("A torn last line is cut off, wherever it tore, and the file goes on")
  func tornTail() throws {
    try withPath { path in
      try fill(try Bench { $0.statePath = path })
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      let lastLine = try #require(whole.dropLast().lastIndex(of: 0x0A)) + 1
      for length in [lastLine + 1, (lastLine + whole.count) / 2, whole.count - 1] {
        try whole.prefix(length).write(to: URL(fileURLWithPath: path))
        let bench = try Bench { $0.statePath = path }
        #expect(try bench.totals("aws")["record_count"]?.number == "0")
        #expect(try bench.meterValue() == "0.25")
        #expect(try bench.meter(Bench.batch(Bench.record("c"))) == ["Success"])
        let again = try Bench { $0.statePath = path }
        #expect(try again.totals("aws")["record_count"]?.number == "1")
      }
    }
  }

  @Test("A damaged line in the middle is not passed over")
  func damagedMiddle() throws {
    try withPath { path in
      try fill(try Bench { $0.statePath = path })
      var content = try Data(contentsOf: URL(fileURLWithPath: path))
      content[content.startIndex + 2] = UInt8(ascii: "?")
      try content.write(to: URL(fileURLWithPath: path))
      #expect(throws: JournalError.damaged(path: path, line: 1)) { try Bench { $0.statePath = path } }
    }
  }

  @Test("A reset is remembered too")
  func reset() throws {
    try withPath { path in
      let bench = try Bench { $0.statePath = path }
      try fill(bench)
      try bench.simulator.reset()
      _ = bench.stripe(Bench.eventRequest("three", value: "3"))
      #expect(try Bench { $0.statePath = path }.meterValue() == "3")
    }
  }

  @Test("A file that cannot be opened is a clear refusal")
  func noFile() {
    let error = #expect(throws: JournalError.self) { try Bench { $0.statePath = "/nonexistent/state" } }
    #expect(error?.description.contains("/nonexistent/state") == true)
  }
}
