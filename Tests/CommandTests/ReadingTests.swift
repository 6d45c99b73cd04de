import StrictJSON
import Testing

@Suite("What the commands say")
struct ReadingTests {
  /// A ledger with a delivered item of each target, a debt of each kind, and a row in quarantine.
  private func eventful() throws -> Rehearsal {
    let rehearsal = try Rehearsal()
    try rehearsal.folder.write(
      "drop/events.ndjson",
      [UsageDraft].usage(of: ["proj-s", "proj-a", "proj-unknown"], hours: [20]).text + "{}\n")
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    rehearsal.withoutCredentials()
    try rehearsal.drop("more.ndjson", .usage(of: ["proj-s", "proj-a"], day: "2026-11-21", hours: [22]))
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-22T01:15:00Z"), endsWith: 3)
    return rehearsal
  }

  @Test("status lists every debt with age, money, reason and next action")
  func status() throws {
    let rehearsal = try eventful()
    let status = try rehearsal.bill("status", at: "2026-11-22T01:30:00Z")
    expect(status, endsWith: 3)
    for words in [
      "3 h 30 min", "55.3125 USD", "no Stripe API key", "the next run sends it by itself", "1 d 5 h",
      "project_unknown", "1 row in quarantine", "sealed up to 2026-11-22T00", "exit 3",
    ] { #expect(status.output.contains(words), "\(words) in:\n\(status.output)") }
    let debts = try rehearsal.bill("status", "--json", at: "2026-11-22T01:30:00Z").json()["debts"]?.array
    #expect(Set((debts ?? []).compactMap { $0["state"]?.string }) == ["held", "skipped", "deferred"])
    for debt in debts ?? [] {
      #expect((debt.integer("age_seconds") ?? 0) > 0)
      #expect(debt["next_action"]?.string?.isEmpty == false)
      #expect(debt["subject"]?.string?.isEmpty == false)
    }
    #expect(status.output.contains("proj-unknown"), "a held charge says whose usage waits:\n\(status.output)")
  }

  @Test(
    "status never calls a ledger with debts paid because it lists fewer, and says when there is no ledger")
  func statusLimit() throws {
    let rehearsal = try eventful()
    let limited = try rehearsal.bill("status", "--limit", "1")
    expect(limited, endsWith: 3)
    #expect(limited.output.contains("... and 2 more: --limit 3"))
    #expect(try rehearsal.bill("status", "--limit", "1", "--json").json().integer("debt_count") == 3)
    expect(try rehearsal.bill("status", "--limit", "0"), endsWith: 64)
    expect(try rehearsal.bill("quarantine", "list", "--limit", "0"), endsWith: 64)
    let elsewhere = try rehearsal.bill("status", "--store", "sqlite:elsewhere.sqlite")
    expect(elsewhere, endsWith: 66)
    #expect(elsewhere.errors.contains("no ledger at elsewhere.sqlite") && elsewhere.output.isEmpty)
    #expect(rehearsal.folder.bytes("elsewhere.sqlite") == nil)
  }

  @Test("--verbose tells every batch on standard error, and excludes --quiet")
  func verbose() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-s"], hours: [20]))
    expect(try rehearsal.bill("run", "nightly", "--quiet", "--verbose", at: Rehearsal.night), endsWith: 64)
    let run = try rehearsal.bill("run", "nightly", "--verbose", at: Rehearsal.night)
    for words in ["import  ", "seal  2026-11-20", "dispatch  stripe  1"] {
      #expect(run.errors.contains(words), "\(words) in:\n\(run.errors)")
    }
  }

  @Test("explain walks from every kind of id to everything connected with it")
  func explain() throws {
    let rehearsal = try eventful()
    let origin = try rehearsal.bill("explain", "use-proj-a-2026-11-20-20", "--json").json()
    let item = try #require(origin["items"]?.array?.first?["reference"]?.string)
    let cell = try #require(origin["cells"]?.array?.first?["reference"]?.string)
    let charge = try #require(origin["charges"]?.array?.first?["reference"]?.string)
    let receipt = try #require(origin["receipts"]?.array?.first?["provider_record_id"]?.string)
    for id in ["use-proj-a-2026-11-20-20", item, cell, charge, receipt] {
      let answer = try rehearsal.bill("explain", id)
      expect(answer, endsWith: 0)
      for words in ["use-proj-a-2026-11-20-20", item, cell, charge, receipt, "2026-11-20T20"] {
        #expect(answer.output.contains(words), "\(words) in explain \(id):\n\(answer.output)")
      }
    }
  }

  @Test("export carries the events as they came, each with its dispatch results")
  func export() throws {
    let rehearsal = try eventful()
    let rows = try rehearsal.bill("export", "--window", "2026-11").rows()
    #expect(rows.count == 5)
    var states: [String: String] = [:]
    for row in rows {
      let result = try #require(row["dispatch_results"]?.array?.first)
      let usageID = try #require(row["usage_id"]?.string)
      states[usageID] = result["status"]?.string
      #expect(row["gpu_hours_after"]?.number?.hasSuffix(".125") == true)
      #expect(result["provider"]?.string != nil)
      #expect(result["message"]?.string?.isEmpty == false)
    }
    #expect(
      states == [
        "use-proj-s-2026-11-20-20": "delivered", "use-proj-a-2026-11-20-20": "delivered",
        "use-proj-unknown-2026-11-20-20": "held", "use-proj-s-2026-11-21-22": "deferred",
        "use-proj-a-2026-11-21-22": "skipped",
      ])
    #expect(try rehearsal.bill("export", "--window", "2026-11-21").rows().count == 2)
    #expect(try rehearsal.bill("export", "--window", "2026-10").output.isEmpty)
  }

  @Test("An export imported again is the same events, posted before")
  func roundTrip() throws {
    let rehearsal = try eventful()
    try rehearsal.folder.write("export.ndjson", try rehearsal.bill("export", "--window", "2026-11").output)
    let results = try rehearsal.bill("import", "export.ndjson", "--json").json()
    let tally = results["steps"]?["import"]?.array?.first?["this_run"]
    #expect(tally?.integer("already_posted") == 5)
    #expect(tally?.integer("posted") == 0)
  }

  @Test(
    "--json prints one strict JSON value, and progress beside it is NDJSON",
    arguments: [
      ["run", "nightly"], ["run", "nightly", "--dry-run"], ["status"], ["explain", "cell-1"],
      ["quarantine", "list"], ["quarantine", "show", "1"], ["import", "drop"],
      ["rerun", "--window", "2026-11-20", "--reason", "test"],
    ])
  func json(arguments: [String]) throws {
    let rehearsal = try eventful()
    rehearsal.withCredentials()
    let answer = try rehearsal.bill(arguments + ["--json"], at: "2026-11-22T02:15:00Z")
    #expect([0, 3].contains(answer.exitCode), "\(answer.text)")
    _ = try answer.json()
    #expect(answer.output.hasSuffix("\n"))
    for line in answer.errors.split(separator: "\n") { _ = try JSONReader.read(Array(line.utf8)) }
  }

  @Test("A run leaves its results beside those of earlier runs")
  func resultsFile() throws {
    let rehearsal = try eventful()
    for (run, night) in [(1, "2026-11-20"), (2, "2026-11-21")] {
      let results = try JSONReader.read(rehearsal.folder.bytes("results/run-\(run)/run_results.json") ?? [])
      #expect(results.integer("run_id") == run)
      #expect(results["steps"]?["seal"]?.array?.last?["window"]?.string == night)
      #expect(results.integer("exit_code") == 3)
      #expect(results.brokenEquations.isEmpty)
    }
  }

  @Test(
    "--help of every command names its options",
    arguments: [
      (["run"], ["--window", "--dry-run"]), (["import"], ["--dry-run"]),
      (["rerun"], ["--window", "--reason", "--missing", "--failed", "--all", "--dry-run"]),
      (["status"], ["--limit"]), (["explain"], ["<id>"]), (["export"], ["--window", "--items"]),
      (["check"], ["--offline"]), (["quarantine"], ["list", "show", "retry", "drop"]),
      (["quarantine", "list"], ["--limit"]), (["quarantine", "show"], ["--raw"]),
      (["quarantine", "retry"], ["--with"]),
    ])
  func help(command: [String], options: [String]) throws {
    let rehearsal = try Rehearsal()
    let answer = try rehearsal.bill(command + ["--help"])
    expect(answer, endsWith: 0)
    let common = command == ["quarantine"] ? [] : ["--config", "--store", "--json", "--quiet", "--clock"]
    for option in options + common {
      #expect(answer.output.contains(option), "\(option) in:\n\(answer.output)")
    }
  }

  @Test("status says a cause once, however many debts have it")
  func causes() throws {
    let rehearsal = try Rehearsal()
    rehearsal.withoutCredentials()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-s"], hours: [20, 21, 22]))
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    let output = try rehearsal.bill("status", at: Rehearsal.night).output
    #expect(output.split(separator: "\n").count { $0.hasSuffix("[1]") } == 3, "\(output)")
    #expect(output.split(separator: "\n").count { $0.contains("no Stripe API key") } == 1, "\(output)")
  }

  @Test("check names usage that no price covers, a drop folder and jobs that are not there")
  func gaps() throws {
    let rehearsal = try Rehearsal(
      CatalogDraft().with {
        $0.prices = $0.prices.replacing("currency", with: "hardware_tiers: [h100], currency")
      },
      settings: Rehearsal.settings.replacing("drop_folder: drop", with: "drop_folder: elsewhere")
        + "jobs: nowhere\n")
    let check = try rehearsal.bill("check", "--offline", at: Rehearsal.night)
    expect(check, endsWith: 3)
    for words in [
      "note     catalog: no price of gpu_hours_used covers proj-s on a100", "MISSING  jobs: none in nowhere",
      "MISSING  sources: cannot open elsewhere: No such file or directory; create it",
    ] { #expect(check.output.contains(words), "\(words) in:\n\(check.text)") }
  }

  @Test("check says what is ready and what is missing, and sends no usage")
  func check() throws {
    let rehearsal = try Rehearsal()
    let before = rehearsal.folder.contents()
    let ready = try rehearsal.bill("check", at: Rehearsal.night)
    expect(ready, endsWith: 0)
    #expect(ready.output.contains("stripe: ready"))
    #expect(ready.output.contains("aws: ready"))
    rehearsal.withoutCredentials()
    let findings = try rehearsal.bill("check", "--json", at: Rehearsal.night).json().array ?? []
    #expect(findings.contains { $0["subject"]?.string == "stripe" && $0["ok"]?.bool == true })
    let missing = try rehearsal.bill("check", at: Rehearsal.night)
    expect(missing, endsWith: 3)
    #expect(missing.output.contains("MISSING  stripe: no Stripe API key"))
    #expect(missing.output.contains("MISSING  aws: "))
    #expect(try rehearsal.simulator.postCount() == 0)
    #expect(rehearsal.folder.contents() == before)
  }
}
