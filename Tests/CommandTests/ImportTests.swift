import Glibc
import StrictJSON
import Testing

@Suite("Importing")
struct ImportTests {
  @Test("The same events twice, in the same file or another, are posted once")
  func twice() throws {
    let rehearsal = try Rehearsal()
    let usage = [UsageDraft].usage(of: ["proj-s"], hours: [20, 21, 22])
    try rehearsal.folder.write("one.ndjson", usage.text)
    try rehearsal.folder.write("two.ndjson", usage.reversed().text)
    let first = try rehearsal.bill("import", "one.ndjson", "--json", at: Rehearsal.night).json()
    let tally = first["steps"]?["import"]?.array?.first?["this_run"]
    #expect(tally?.integer("posted") == 3)
    let same = try rehearsal.bill("import", "one.ndjson", at: Rehearsal.night)
    #expect(same.output.contains("read before, 3 events posted then"))
    let other = try rehearsal.bill("import", "two.ndjson", "--json", at: Rehearsal.night).json()
    let otherTally = other["steps"]?["import"]?.array?.first?["this_run"]
    #expect(otherTally?.integer("posted") == 0)
    #expect(otherTally?.integer("already_posted") == 3)
    #expect(other["standing"]?.integer("events") == 3)
    try rehearsal.expectEquations()
  }

  @Test("Standard input is a source like a file, and can be read again")
  func standardInput() throws {
    let rehearsal = try Rehearsal()
    let usage = [UsageDraft].usage(of: ["proj-s"], hours: [20, 21, 22])
    try rehearsal.folder.write("events.ndjson", usage.text)
    for postedCount in [3, 0] {
      let answer = try rehearsal.bill(
        ["import", "-", "--json"], at: Rehearsal.night, input: "\(rehearsal.folder.path)/events.ndjson")
      expect(answer, endsWith: 0)
      let tally = try answer.json()["steps"]?["import"]?.array?.first?["this_run"]
      #expect(tally?.integer("read") == 3)
      #expect(tally?.integer("posted") == postedCount)
    }
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 0)
    try rehearsal.expectAgreement()
  }

  @Test("A dry run reads and checks every row, says which are no usage event, and posts none")
  func dryRun() throws {
    let rehearsal = try Rehearsal()
    let usage = [UsageDraft].usage(of: ["proj-s"], hours: [20, 21])
    try rehearsal.folder.write("good.ndjson", usage.text)
    try rehearsal.folder.write("bad.ndjson", usage.text + "{}\n")
    let good = try rehearsal.bill("import", "good.ndjson", "--dry-run")
    expect(good, endsWith: 0)
    #expect(good.output.contains("good.ndjson: 2 read, 0 of them bad rows"))
    let bad = try rehearsal.bill("import", "bad.ndjson", "--dry-run")
    expect(bad, endsWith: 3)
    #expect(bad.output.contains("bad.ndjson: 3 read, 1 of them bad rows"))
    #expect(bad.output.contains("line 3: project_id is missing"))
    #expect(rehearsal.folder.bytes("billing.sqlite") == nil)
  }

  @Test("Of a file that is cut short the report tells what came before; the next one, only that it is cut")
  func cutShort() throws {
    let rehearsal = try Rehearsal()
    let rows = [UsageDraft].usage(of: ["proj-s"], hours: [20, 21]).text.split(separator: "\n")
    try rehearsal.folder.write("cut.json", "[" + rows.joined(separator: ",\n") + ",\n")
    let cut = try rehearsal.bill("import", "cut.json")
    expect(cut, endsWith: 66)
    #expect(cut.output.contains("FAILED: cut.json is damaged: the array is not closed"), "\(cut.text)")
    #expect(cut.output.contains("\n              before that 2 read = 2 posted + 0"), "\(cut.text)")
    let again = try rehearsal.bill("import", "cut.json")
    expect(again, endsWith: 66)
    #expect(!again.output.contains("before that"), "\(again.text)")
  }

  @Test("A drop folder that is not there is told, and what was posted before is sealed and sent all the same")
  func absentFolder() throws {
    let rehearsal = try Rehearsal(
      settings: Rehearsal.settings.replacing("drop_folder: drop", with: "drop_folder: elsewhere"))
    try rehearsal.folder.write("one.ndjson", [UsageDraft].usage(of: ["proj-s"], hours: [20]).text)
    expect(try rehearsal.bill("import", "one.ndjson", at: Rehearsal.night), endsWith: 0)
    let night = try rehearsal.bill("run", "nightly", at: Rehearsal.night)
    expect(night, endsWith: 66)
    #expect(night.output.contains("FAILED: cannot open elsewhere"), "\(night.text)")
    #expect(night.output.contains("stripe: 1 delivered"), "\(night.text)")
    expect(try rehearsal.bill("import", "elsewhere", at: Rehearsal.night), endsWith: 66)
    expect(try rehearsal.tieOut(), endsWith: 0)
  }

  @Test("An import killed anywhere is finished by the next one, each event posted once")
  func killed() throws {
    let rehearsal = try Rehearsal()
    let usage = (0..<4_000).map { UsageDraft("use-\($0)") }
    try rehearsal.folder.write("many.ndjson", usage.text)
    for milliseconds in [20, 60, 120, 250] {
      let command = try rehearsal.start(["import", "many.ndjson"])
      usleep(UInt32(milliseconds) * 1_000)
      command.process.signal(SIGKILL)
      _ = try rehearsal.finish(command)
    }
    let answer = try rehearsal.bill("import", "many.ndjson", "--json")
    expect(answer, endsWith: 0)
    #expect(try answer.json()["standing"]?.integer("events") == 4_000)
    try rehearsal.expectEquations()
  }

  @Test("The same usage id with other content is a conflict, in quarantine with its bytes (case 28)")
  func conflict() throws {
    let rehearsal = try Rehearsal()
    let event = UsageDraft("use-1")
    let changed = event.with { $0.gpuHours = "99" }
    try rehearsal.drop("events.ndjson", [event, changed])
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    let list = try rehearsal.bill("quarantine", "list", "--json").json()
    #expect(list.array?.map { $0["reason"]?.string } == ["conflict"])
    #expect(list.array?.first?["raw"]?.string == changed.row)
    let id = try #require(list.array?.first?.integer("id"))
    let retry = try rehearsal.bill("quarantine", "retry", "\(id)", at: Rehearsal.night)
    expect(retry, endsWith: 3)
    #expect(retry.errors.contains("quarantine drop \(id) --reason"))
    #expect(try rehearsal.bill("quarantine", "--json").json().array?.count == 1)
    expect(try rehearsal.bill("quarantine", "drop", "\(id)", "--reason", " "), endsWith: 64)
    expect(
      try rehearsal.bill("quarantine", "drop", "\(id)", "--reason", "sent twice by mistake"), endsWith: 0)
    #expect(try rehearsal.bill("quarantine", "--json").json().array?.isEmpty == true)
    #expect(try rehearsal.bill("quarantine", "show", "\(id)").output.contains(changed.row))
    let buckets = try rehearsal.simulator.totals()["stripe"]?["buckets"]?.array
    #expect(buckets?.map { $0["value"]?.string } == ["1500000"])
  }

  @Test("A bad row of a file that grows waits once, comes back no more once dropped, and the ledger ties out")
  func grownFile() throws {
    let rehearsal = try Rehearsal()
    let bad = UsageDraft("use-bad").with { $0.gpuHours = "-1" }
    var text = bad.row + "\n"
    for (index, code) in [(1, Int32(3)), (2, 3), (3, 0)] {
      text += UsageDraft("use-\(index)").row + "\n"
      try rehearsal.folder.write("drop/events.ndjson", text)
      expect(try rehearsal.bill("run", "nightly", at: "2026-11-2\(index)T01:15:00Z"), endsWith: code)
      let rows = try rehearsal.bill("quarantine", "--json").json().array ?? []
      #expect(rows.count == (index < 3 ? 1 : 0))
      try rehearsal.expectEquations()
      guard index == 2, let id = rows.first?.integer("id") else { continue }
      expect(try rehearsal.bill("quarantine", "drop", "\(id)", "--reason", "a test row"), endsWith: 0)
    }
  }

  @Test("A row that is no usage event can be shown, corrected and posted, and is billed with the next seal")
  func quarantine() throws {
    let rehearsal = try Rehearsal()
    let bad = UsageDraft("use-bad").with { $0.gpuHours = "-1" }
    try rehearsal.folder.write(
      "drop/events.ndjson", UsageDraft("use-good").row + "\n" + bad.row + "\nnot JSON\n")
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    let list = try rehearsal.bill("quarantine", "list")
    #expect(list.output.contains("negative_amount"))
    #expect(list.output.contains("not_json"))
    let rows = try rehearsal.bill("quarantine", "--json").json().array ?? []
    let id = try #require(rows.first { $0["reason"]?.string == "negative_amount" }?.integer("id"))
    #expect(try rehearsal.bill("quarantine", "show", "\(id)", "--raw").output == bad.row + "\n")
    let still = try rehearsal.bill("quarantine", "retry", "\(id)", at: Rehearsal.night)
    expect(still, endsWith: 3)
    #expect(still.errors.contains("row \(id) stays in quarantine"))
    try rehearsal.folder.write("row.json", bad.with { $0.gpuHours = "2" }.row + "\n")
    expect(
      try rehearsal.bill("quarantine", "retry", "\(id)", "--with", "row.json", at: Rehearsal.night),
      endsWith: 0)
    #expect(try rehearsal.bill("quarantine", "list").output.contains("negative_amount") == false)
    let again = try rehearsal.bill("quarantine", "retry", "\(id)", "--with", "row.json", at: Rehearsal.night)
    expect(again, endsWith: 0)
    #expect(again.output.contains("row \(id) was resolved before"))
    expect(try rehearsal.bill("quarantine", "retry", "99", at: Rehearsal.night), endsWith: 66)
    let next = try rehearsal.bill("run", "nightly", at: "2026-11-22T01:15:00Z")
    expect(next, endsWith: 3)
    let buckets = try rehearsal.simulator.totals()["stripe"]?["buckets"]?.array
    #expect(buckets?.map { $0["value"]?.string } == ["3500000"])
  }
}
