import GRDB
import Glibc
import StrictJSON
import Testing

@Suite("Exit codes of the built agnitra-billing")
struct ExitCodeTests {
  private let usage = [UsageDraft].usage(of: ["proj-s", "proj-a"], hours: [20, 21])

  @Test("0: everything is delivered, and the providers hold exactly that")
  func done() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", usage)
    let (answer, results) = try rehearsal.results(of: "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 0)
    #expect(results.count("stripe", "delivered") == 2)
    #expect(results.count("aws", "delivered") == 2)
    #expect(results.integer("exit_code") == 0)
    try rehearsal.expectAgreement()
  }

  @Test(
    "1: a rule of the ledger refuses what the program does; nothing is written, and a mended ledger goes on")
  func unexpected() throws {
    let rehearsal = try Rehearsal()
    expect(try rehearsal.bill("import", "drop", at: Rehearsal.night), endsWith: 0)
    try rehearsal.drop("events.ndjson", usage)
    let ledger = try DatabaseQueue(path: "\(rehearsal.folder.path)/billing.sqlite")
    try ledger.write { database in
      try database.execute(
        sql: "CREATE TRIGGER made_up BEFORE INSERT ON cell BEGIN SELECT RAISE(ABORT, 'made up'); END")
    }
    let answer = try rehearsal.bill("run", "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 1)
    #expect(answer.errors.contains("a rule of the ledger refused a change, nothing was written"))
    #expect(try rehearsal.simulator.postCount() == 0)
    try ledger.write { try $0.execute(sql: "DROP TRIGGER made_up") }
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-21T02:15:00Z"), endsWith: 0)
    try rehearsal.expectAgreement()
  }

  @Test("3: windows are still due after as many as one run may seal, and it says how many (case 16)")
  func windowsStillDue() throws {
    let rehearsal = try Rehearsal()
    let days = ["2026-11-18", "2026-11-19", "2026-11-20"]
    try rehearsal.drop(
      "events.ndjson", days.flatMap { [UsageDraft].usage(of: ["proj-s"], day: $0, hours: [20]) })
    try rehearsal.folder.write(
      "jobs/nightly.yaml",
      rehearsal.folder.text("jobs/nightly.yaml").replacing("windows_max: 200", with: "windows_max: 1"))
    for (dueCount, words) in [(2, "2 more windows due"), (1, "1 more window due")] {
      let answer = try rehearsal.bill("run", "nightly", at: Rehearsal.night)
      expect(answer, endsWith: 3)
      #expect(answer.output.contains("\(words): the next run goes on"), "\(answer.text)")
      #expect(answer.output.contains("exit 3    windows are still due: run again"), "\(answer.text)")
      #expect(try rehearsal.simulator.postCount() == 3 - dueCount)
    }
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 0)
    try rehearsal.expectAgreement()
  }

  @Test("3: a project that nobody knows is a debt with a next action, and the rest is sent")
  func partial() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", usage + .usage(of: ["proj-unknown"], hours: [20]))
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    let status = try rehearsal.bill("status", at: Rehearsal.night)
    expect(status, endsWith: 3)
    #expect(status.output.contains("add the project to the catalog"))
    try rehearsal.expectAgreement()
  }

  @Test("4: AWS holds another quantity for our hour, which somebody else wrote")
  func differs() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-a"], hours: [20]))
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 0)
    try rehearsal.drop(
      "events.ndjson", [UsageDraft].usage(of: ["proj-a"], hours: [20]).map { $0.with { $0.gpuHours = "7" } })
    let other = try rehearsal.bill(
      "run", "nightly", "--store", "sqlite:other.sqlite", at: Rehearsal.night)
    expect(other, endsWith: 4)
    #expect(other.output.contains("1 rejected"))
  }

  @Test("5: sealed usage whose acceptance window closed before any attempt is expired, and the rest is sent")
  func expired() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-a"], hours: [2, 20]))
    rehearsal.withoutCredentials()
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    rehearsal.withCredentials()
    let (answer, results) = try rehearsal.results(of: "nightly", at: "2026-11-21T02:30:00Z")
    expect(answer, endsWith: 5)
    #expect(results.count("aws", "expired") == 1)
    #expect(results.count("aws", "delivered") == 1)
    try rehearsal.expectAgreement(undeliveredCount: 1)
  }

  @Test(
    "64: a command line that makes no sense",
    arguments: [
      ["run"], ["run", "nightly", "--no-such-option"], ["run", "../nightly"], ["no-such-command"],
      ["run", "nightly", "--window", "yesterday"], ["export", "--window", "2026-13-01"],
      ["rerun", "--window", "2026-11-20"], ["rerun", "--window", "2026-11-20", "--reason", " "],
      ["status", "--clock", "noon"], ["status", "--store", "mysql:somewhere"],
      ["quarantine", "retry", "1", "2", "--with", "row.json"],
    ])
  func usage(arguments: [String]) throws {
    let rehearsal = try Rehearsal()
    let answer = try rehearsal.bill(arguments)
    expect(answer, endsWith: 64)
    #expect(answer.output.isEmpty)
    #expect(!answer.errors.isEmpty)
  }

  @Test("64: --clock is refused unless every provider is on this machine")
  func clockOutsideRehearsal() throws {
    let rehearsal = try Rehearsal()
    rehearsal.environment["STRIPE_API_BASE"] = "https://api.stripe.com"
    let answer = try rehearsal.bill("run", "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 64)
    #expect(answer.errors.contains("rehearsals"))
    #expect(rehearsal.folder.bytes("billing.sqlite") == nil)
  }

  @Test("66: a file that is not there, an id that nothing has")
  func unreadable() throws {
    let rehearsal = try Rehearsal()
    let missing = try rehearsal.bill("import", "missing.ndjson")
    expect(missing, endsWith: 66)
    #expect(missing.errors.contains("missing.ndjson"))
    expect(try rehearsal.bill("explain", "use-nobody"), endsWith: 66)
    expect(try rehearsal.bill("quarantine", "show", "99"), endsWith: 66)
  }

  @Test("69: Stripe refuses connections; AWS has had its turn, and the next run pays the debt")
  func unreachable() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", usage)
    rehearsal.environment["STRIPE_API_BASE"] = "http://127.0.0.1:1"
    let (answer, results) = try rehearsal.results(of: "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 69)
    #expect(results.count("aws", "delivered") == 2)
    #expect(results.count("stripe", "deferred") == 2)
    rehearsal.environment["STRIPE_API_BASE"] = rehearsal.simulator.stripeURL
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-21T02:15:00Z"), endsWith: 0)
    try rehearsal.expectAgreement()
  }

  @Test("74: the ledger is another program's file, which stays as it is")
  func foreignFile() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.folder.write("billing.sqlite", "Dear diary, today I was mistaken for a ledger.\n")
    let answer = try rehearsal.bill("run", "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 74)
    #expect(answer.errors.contains("is not an agnitra-billing ledger"))
    #expect(rehearsal.folder.text("billing.sqlite").hasPrefix("Dear diary"))
  }

  @Test("74: results that cannot be written are named; what was sent is durable all the same")
  func unwritableResults() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", usage)
    try rehearsal.folder.write("results", "in the way")
    let answer = try rehearsal.bill("run", "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 74)
    #expect(answer.errors.contains("the run is done and durable"))
    try rehearsal.expectAgreement()
  }

  @Test(
    "75: a run under way is named, nothing is sent twice, and status can be read meanwhile (cases 20, 23)")
  func locked() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", usage)
    try rehearsal.simulator.strike(.aws("delay_before_effect", count: 1, ["milliseconds": "8000"]))
    let first = try rehearsal.start(["run", "nightly"], at: Rehearsal.night)
    try rehearsal.waitUntilInFlight("aws")
    for arguments in [["run", "nightly"], ["rerun", "--window", "2026-11-20", "--reason", "impatience"]] {
      let second = try rehearsal.bill(arguments, at: Rehearsal.night)
      expect(second, endsWith: 75)
      #expect(second.errors.contains("run nightly"))
      #expect(second.errors.contains("process \(first.process.processID)"))
    }
    expect(try rehearsal.finish(first), endsWith: 0)
    #expect(try rehearsal.simulator.postCount() == 3)
    try rehearsal.expectAgreement()
  }

  @Test("75: a machine whose clock is not the providers' seals and sends nothing, and says by how much")
  func clockDiffers() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", usage)
    let wrong = try rehearsal.bill("run", "nightly", "--clock", "2026-11-21T03:15:00Z")
    expect(wrong, endsWith: 75)
    // Two hours, less what went by since the simulator was started.
    #expect(wrong.errors.contains(/this machine's clock is 7[12]\d\d s from stripe's/), "\(wrong.errors)")
    #expect(wrong.errors.contains("nothing was sealed or sent"))
    #expect(try rehearsal.simulator.postCount() == 0)
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-21T04:15:00Z"), endsWith: 0)
    try rehearsal.expectAgreement()
  }

  @Test("77: Stripe refuses the key; no attempt counts, nothing is lost")
  func credentialsRefused() throws {
    let rehearsal = try Rehearsal(simulator: ["--stripe-key", "sk_test_other"])
    try rehearsal.drop("events.ndjson", usage)
    let (answer, results) = try rehearsal.results(of: "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 77)
    #expect(results.count("stripe", "deferred") == 2)
    #expect(results.dispatch("stripe")?.integer("attempts") == 0)
    #expect(results.count("aws", "delivered") == 2)
    rehearsal.environment["STRIPE_API_KEY"] = "sk_test_other"
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-21T02:15:00Z"), endsWith: 0)
    try rehearsal.expectAgreement()
  }

  @Test("78: every mistake of a broken catalog is named with file, line, key and remedy")
  func brokenCatalog() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.set(
      catalog: CatalogDraft().with {
        $0.prices = """
              - id: gpu
                meter: gpu_hours_usde
                currency: USD
                effective_from: 2026-01-01
                rate: 2.5
              - id: gpu-a100
                meter: gpu_hours_used
                currency: USD
                effective_from: 2026-01-01
                rate: twice
          """
      })
    let answer = try rehearsal.bill("check", "--offline")
    expect(answer, endsWith: 78)
    let lines = rehearsal.folder.text("catalog.yaml").split(separator: "\n", omittingEmptySubsequences: false)
    for (key, remedy) in [("meter", "gpu_hours_used"), ("rate", "twice")] {
      let value = key == "meter" ? "gpu_hours_usde" : "twice"
      let line = try #require(lines.firstIndex { $0.contains("\(key): \(value)") }) + 1
      #expect(answer.errors.contains("catalog.yaml:\(line)"), "\(answer.errors)")
      #expect(answer.errors.contains(remedy), "\(answer.errors)")
    }
  }

  @Test("78: settings that are not there, a job that is not there")
  func missingFiles() throws {
    let rehearsal = try Rehearsal()
    let settings = try rehearsal.bill("status", "--config", "elsewhere.yaml")
    expect(settings, endsWith: 78)
    #expect(settings.errors.contains("elsewhere.yaml"))
    let job = try rehearsal.bill("run", "weekly")
    expect(job, endsWith: 78)
    #expect(job.errors.contains("hourly, nightly"))
  }

  @Test(
    "130 and 143: a signal ends the run between two batches, and the next run goes on", arguments: [2, 15])
  func interrupted(signal: Int32) throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", usage)
    try rehearsal.simulator.strike(.aws("delay_before_effect", count: 1, ["milliseconds": "1000"]))
    let command = try rehearsal.start(["run", "nightly"], at: Rehearsal.night)
    try rehearsal.waitUntilInFlight("aws")
    command.process.signal(signal)
    expect(try rehearsal.finish(command), endsWith: 128 + signal)
    try rehearsal.expectAgreement(undeliveredCount: 2)
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-21T02:15:00Z"), endsWith: 0)
    #expect(try rehearsal.simulator.postCount() == 3)
    try rehearsal.expectAgreement()
  }
}

extension Rehearsal {
  /// Waits until the ledger says that a provider has an item in flight.
  func waitUntilInFlight(_ provider: String) throws {
    for _ in 0..<400 {
      let status = try bill("status", "--json")
      if status.exitCode == 3, try status.json().count(provider, "in_flight") > 0 { return }
      usleep(10_000)
    }
    throw Failure("nothing of \(provider) gets in flight")
  }
}
