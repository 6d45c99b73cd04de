import Glibc
import StrictJSON
import Testing

@Suite("Metering without posting")
struct MeterTests {
  private static let usage = [UsageDraft].usage(of: ["proj-s", "proj-a"], hours: [20, 21, 22])

  @Test("Events of files are summed into sorted cells, each once, and no ledger is made")
  func files() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.folder.write("one.ndjson", Self.usage.text)
    try rehearsal.folder.write("two.ndjson", Self.usage.reversed().text)
    let answer = try rehearsal.bill("meter", "--from", "one.ndjson", "two.ndjson")
    expect(answer, endsWith: 0)
    let rows = try answer.rows()
    #expect(
      rows.map { $0["project_id"]?.string } == ["proj-a", "proj-s", "proj-a", "proj-s", "proj-a", "proj-s"])
    #expect(rows.map { $0["hour"]?.string }.first == "2026-11-20T20:00:00Z")
    #expect(rows[0]["gpu_hours_after"]?.string == "20.125" && rows[0].integer("events") == 1)
    #expect(rows[0]["claim"]?.string == "Llama-3-8B|h100|cb417d002c936552")
    #expect(answer.errors.contains("12 read = 6 metered + 6 repeated + 0 conflicting + 0 bad rows; 6 cells"))
    #expect(rehearsal.folder.bytes("billing.sqlite") == nil)
  }

  @Test("Without any settings the metadata keys are those that telemetry writes")
  func withoutSettings() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.folder.write("one.ndjson", Self.usage.text)
    #expect(unlink("\(rehearsal.folder.path)/billing.yaml") == 0)
    let answer = try rehearsal.bill("meter", "--from", "one.ndjson", "-o", "cells.ndjson")
    expect(answer, endsWith: 0)
    #expect(rehearsal.folder.text("cells.ndjson").contains("\"hardware_tier\":\"h100\""))
    #expect(answer.output.isEmpty)
  }

  @Test("Bad rows and contradictions are told, are not metered, and end with exit code 3")
  func badRows() throws {
    let rehearsal = try Rehearsal()
    let first = Self.usage[0]
    let other = first.with { $0.gpuHours = "99" }
    try rehearsal.folder.write("bad.ndjson", [first, other].text + "{}\n")
    let answer = try rehearsal.bill("meter", "--from", "bad.ndjson")
    expect(answer, endsWith: 3)
    #expect(try answer.rows().map { $0["gpu_hours_after"]?.string } == ["20.125"])
    #expect(answer.errors.contains("line 2: usage_id \(first.usageID) came before with other content"))
    #expect(answer.errors.contains("line 3: project_id is missing"))
  }

  @Test("Posted events of a window, metered again, are the cells of their files")
  func ledger() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.folder.write("one.ndjson", Self.usage.text)
    let files = try rehearsal.bill("meter", "--from", "one.ndjson")
    expect(try rehearsal.bill("import", "one.ndjson", at: Rehearsal.night), endsWith: 0)
    let posted = try rehearsal.bill("meter", "--window", "2026-11-20")
    expect(posted, endsWith: 0)
    #expect(posted.output == files.output && posted.errors.contains("6 events of"))
    let hour = try rehearsal.bill("meter", "--window", "2026-11-20T21")
    #expect(try hour.rows().map { $0["gpu_hours_after"]?.string } == ["21.125", "21.125"])
  }

  @Test("A file that cannot be written leaves nothing behind; files and a window exclude each other")
  func refusals() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.folder.write("one.ndjson", Self.usage.text)
    let answer = try rehearsal.bill("meter", "--from", "one.ndjson", "-o", "absent/cells.ndjson")
    expect(answer, endsWith: 74)
    #expect(answer.errors.contains("cannot write absent/cells.ndjson"))
    expect(try rehearsal.bill("meter"), endsWith: 64)
    expect(try rehearsal.bill("meter", "--from", "one.ndjson", "--window", "2026-11"), endsWith: 64)
    expect(try rehearsal.bill("meter", "--from", "absent.ndjson"), endsWith: 66)
  }
}
