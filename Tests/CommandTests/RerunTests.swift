import StrictJSON
import Testing

@Suite("Running again")
struct RerunTests {
  private let usage = [UsageDraft].usage(of: ["proj-s", "proj-a"], hours: [20, 21])

  @Test("The same night again sends nothing")
  func again() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", usage)
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 0)
    let requests = try rehearsal.simulator.requestCount()
    let again = try rehearsal.bill("run", "nightly", at: "2026-11-21T02:15:00Z")
    expect(again, endsWith: 0)
    #expect(again.output.contains("no window is due"))
    #expect(try rehearsal.simulator.requestCount() == requests)
  }

  @Test("rerun shows what is delivered, sends only the rest, and a second time sends nothing (I33)")
  func rerun() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", usage)
    rehearsal.environment["STRIPE_API_KEY"] = nil
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    rehearsal.withCredentials()
    let arguments = ["rerun", "--window", "2026-11-20", "--reason", "key rotated"]
    let first = try rehearsal.bill(arguments, at: "2026-11-21T02:15:00Z")
    expect(first, endsWith: 0)
    #expect(first.output.contains("aws: 2 items delivered"))
    #expect(first.output.contains("stripe: 2 delivered"))
    let posts = try rehearsal.simulator.postCount()
    #expect(posts == 3)
    let second = try rehearsal.bill(arguments, at: "2026-11-21T03:15:00Z")
    expect(second, endsWith: 0)
    #expect(second.output.contains("stripe: 2 items delivered"))
    #expect(second.output.contains("nothing sent"))
    #expect(try rehearsal.simulator.postCount() == posts)
    try rehearsal.expectAgreement()
  }

  @Test("A new price changes nothing of what is sealed (case 12)")
  func newPrice() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", usage)
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 0)
    let items = try rehearsal.bill("export", "--items", "--window", "2026-11").output
    try rehearsal.set(
      catalog: CatalogDraft().with { $0.prices = $0.prices.replacing("rate: 2.5", with: "rate: 1.5") })
    let next = try rehearsal.bill("run", "nightly", at: "2026-11-22T01:15:00Z")
    expect(next, endsWith: 0)
    #expect(try rehearsal.bill("export", "--items", "--window", "2026-11").output == items)
  }

  @Test("A clock that went back, and that every target confirms, seals nothing early and sends nothing again")
  func clockBack() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", usage)
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 0)
    let posts = try rehearsal.simulator.postCount()
    try rehearsal.drop("more.ndjson", .usage(of: ["proj-s"], day: "2026-11-19", hours: [5]))
    let back = try rehearsal.bill("run", "nightly", at: "2026-11-18T01:15:00Z")
    expect(back, endsWith: 0)
    #expect(back.output.contains("no window is due"))
    #expect(try rehearsal.simulator.postCount() == posts)
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-22T01:15:00Z"), endsWith: 0)
    try rehearsal.expectAgreement()
  }

  @Test("rerun keeps to its window")
  func otherWindow() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop(
      "events.ndjson", .usage(of: ["proj-s"], day: "2026-11-19", hours: [10]) + usage)
    rehearsal.environment["STRIPE_API_KEY"] = nil
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    rehearsal.withCredentials()
    let answer = try rehearsal.bill(
      "rerun", "--window", "2026-11-19", "--reason", "asked by finance", at: "2026-11-21T02:15:00Z")
    expect(answer, endsWith: 0)
    #expect(try rehearsal.simulator.totals()["stripe"]?.integer("accepted_event_count") == 1)
    try rehearsal.expectAgreement(undeliveredCount: 2)
  }

  @Test("--missing leaves what was tried alone, --failed what was not")
  func selections() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-s", "proj-t"], hours: [20]))
    try rehearsal.simulator.strike(
      .stripe("error_before_effect", count: 1, ["status": "503"]).matching("customer", "cus_Northwind"))
    rehearsal.withoutCredentials()
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    rehearsal.withCredentials()
    let rerun = ["rerun", "--window", "2026-11-20", "--reason", "test"]
    expect(try rehearsal.bill(rerun + ["--failed"], at: "2026-11-21T01:30:00Z"), endsWith: 3)
    #expect(try rehearsal.simulator.postCount() == 0)
    expect(try rehearsal.bill(rerun + ["--missing"], at: "2026-11-21T01:40:00Z"), endsWith: 3)
    #expect(try rehearsal.simulator.postCount() == 2)
    expect(try rehearsal.bill(rerun + ["--missing"], at: "2026-11-21T01:50:00Z"), endsWith: 3)
    #expect(try rehearsal.simulator.postCount() == 2)
    expect(try rehearsal.bill(rerun + ["--failed"], at: "2026-11-21T02:00:00Z"), endsWith: 0)
    #expect(try rehearsal.simulator.postCount() == 3)
    try rehearsal.expectAgreement()
  }

  @Test("A dry run writes nothing and sends nothing, whatever there is to do (I34)")
  func dryRun() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", usage)
    expect(try rehearsal.bill("import", "drop", at: "2026-11-21T01:00:00Z"), endsWith: 0)
    let before = rehearsal.contentsWithoutReadersFiles()
    for arguments in [
      ["run", "nightly", "--dry-run"], ["run", "hourly", "--dry-run", "--json"],
      ["rerun", "--window", "2026-11-20", "--reason", "a look", "--dry-run"],
      ["import", "drop", "--dry-run"],
    ] {
      let answer = try rehearsal.bill(arguments, at: Rehearsal.night)
      #expect([0, 3].contains(answer.exitCode), "\(answer.text)")
      #expect(rehearsal.contentsWithoutReadersFiles() == before, "after \(arguments)")
    }
    #expect(try rehearsal.simulator.requestCount() == 0)
    let dry = try rehearsal.bill("run", "nightly", "--dry-run", at: Rehearsal.night)
    #expect(dry.output.contains("would seal 2026-11-20"))
    #expect(dry.output.contains("2 stripe"))
  }

  @Test("A dry run without a ledger makes none")
  func dryRunOfNothing() throws {
    let rehearsal = try Rehearsal()
    // What the simulator prints comes when it is ready already.
    let contents = { rehearsal.folder.contents().filter { !$0.key.hasPrefix("simulator.") } }
    let before = contents()
    expect(try rehearsal.bill("run", "nightly", "--dry-run", at: Rehearsal.night), endsWith: 0)
    #expect(contents() == before)
  }
}

extension Rehearsal {
  /// Every file, but for the two that SQLite itself keeps for readers beside a ledger; the log of what is written
  /// counts unless it is empty.
  fileprivate func contentsWithoutReadersFiles() -> [String: [UInt8]] {
    folder.contents().filter { name, bytes in
      name != "billing.sqlite-shm" && !(name == "billing.sqlite-wal" && bytes.isEmpty)
    }
  }
}
