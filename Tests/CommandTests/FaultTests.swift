import StrictJSON
import Testing

@Suite("Faults of the providers, each followed by a run that makes up for it")
struct FaultTests {
  /// A fault that strikes once, and how the run ends that it strikes.
  struct Strike: CustomTestStringConvertible {
    let fault: FaultDraft
    let exitCode: Int32

    init(_ fault: FaultDraft, _ exitCode: Int32 = 3) {
      self.fault = fault
      self.exitCode = exitCode
    }

    var testDescription: String { fault.text }
  }

  static let stripe = [
    Strike(.stripe("rate_limited", count: 1)),
    Strike(.stripe("rate_limited", count: 1, ["retry_after_seconds": "1"])),
    Strike(.stripe("lock_timeout", count: 1)),
    Strike(.stripe("error_before_effect", count: 1, ["status": "500"])),
    Strike(.stripe("error_before_effect", count: 1, ["status": "503"])),
    Strike(.stripe("error_after_effect", count: 1, ["status": "500"])),
    Strike(.stripe("stored_error_before_effect", count: 1)),
    Strike(.stripe("stored_error_after_effect", count: 1)), Strike(.stripe("reset_before_effect", count: 1)),
    Strike(.stripe("reset_after_effect", count: 1)), Strike(.stripe("reset_mid_body", count: 1)),
    Strike(.stripe("garbage_body", count: 1)), Strike(.stripe("truncated_body", count: 1)),
    Strike(.stripe("refused", count: 1, ["status": "401", "type": "\"invalid_request_error\""]), 77),
    Strike(.stripe("refused", count: 1, ["status": "403", "type": "\"invalid_request_error\""]), 77),
    Strike(.stripe("date_absent", count: 1), 0),
    Strike(.stripe("delay_after_effect", count: 1, ["milliseconds": "50"]), 0),
  ]
  static let marketplace = [
    Strike(.aws("throttled", count: 1)), Strike(.aws("rate_limited", count: 1, ["retry_after_seconds": "1"])),
    Strike(.aws("error_before_effect", count: 1, ["status": "500"])),
    Strike(.aws("error_after_effect", count: 1, ["status": "503"])),
    Strike(.aws("reset_before_effect", count: 1)), Strike(.aws("reset_after_effect", count: 1)),
    Strike(.aws("reset_mid_body", count: 1)), Strike(.aws("garbage_body", count: 1)),
    Strike(.aws("truncated_body", count: 1)), Strike(.aws("unprocessed", count: 1, ["record_count": "2"])),
    Strike(.aws("unprocessed", count: 1)), Strike(.aws("unmentioned", count: 1, ["record_count": "1"])),
    Strike(.aws("refused", count: 2, ["type": "\"AccessDeniedException\"", "status": "403"]), 77),
    Strike(.aws("scientific_times", count: 1), 0), Strike(.aws("date_absent", count: 1), 0),
  ]

  @Test(
    "Nothing is lost and nothing is counted twice (cases 1, 2, 4)",
    arguments: stripe + marketplace)
  func converges(strike: Strike) throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop(
      "events.ndjson", .usage(of: ["proj-s", "proj-t", "proj-a", "proj-b"], hours: [20, 21, 22]))
    try rehearsal.simulator.strike(strike.fault)
    let (answer, results) = try rehearsal.results(of: "nightly", at: Rehearsal.night)
    expect(answer, endsWith: strike.exitCode)
    #expect(results.brokenEquations.isEmpty)
    let other = strike.fault.api == "aws" ? ("stripe", 6) : ("aws", 3)
    #expect(results.count(other.0, "delivered") == other.1, "the other provider had its turn (case 20)")
    let next = try rehearsal.bill("run", "nightly", at: "2026-11-21T01:30:00Z")
    expect(next, endsWith: 0)
    try rehearsal.expectAgreement()
  }

  @Test("Within one run, throttling and lost answers are made up for, and nothing stays in flight (case 4)")
  func retriesInOneRun() throws {
    let rehearsal = try Rehearsal(attemptsMax: 8)
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-s", "proj-a"], hours: [20, 21, 22]))
    try rehearsal.simulator.strike(
      .aws("throttled", count: 1), .aws("reset_after_effect", after: 1, count: 1),
      .stripe("error_after_effect", count: 1, ["status": "500"]),
      .stripe("rate_limited", after: 1, count: 1))
    let (answer, results) = try rehearsal.results(of: "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 0)
    #expect(results.count("aws", "delivered") == 3)
    #expect(results.count("stripe", "delivered") == 3)
    try rehearsal.expectAgreement()
  }

  @Test("One poisoned record among 25 keeps no other from being delivered in the same run (I21)")
  func poison() throws {
    let tiers = (0..<25).map { $0 < 10 ? "t0\($0)" : "t\($0)" }
    let rehearsal = try Rehearsal(.tiered(tiers))
    try rehearsal.drop(
      "events.ndjson",
      tiers.map { tier in
        UsageDraft("use-\(tier)").with {
          $0.project = "proj-a"; $0.hardwareTier = tier
        }
      })
    try rehearsal.simulator.strike(
      .aws("refused", ["type": "\"InvalidUsageDimensionException\""]).matching("dimension", "dim_t13"))
    let (answer, results) = try rehearsal.results(of: "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 3)
    #expect(results.count("aws", "delivered") == 24)
    #expect(results.count("aws", "parked") == 1)
    try rehearsal.expectAgreement(undeliveredCount: 1)
    try rehearsal.simulator.strike()
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-21T02:15:00Z"), endsWith: 3)
    let rerun = ["rerun", "--window", "2026-11-20", "--reason", "the dimension exists now"]
    expect(try rehearsal.bill(rerun, at: "2026-11-21T02:30:00Z"), endsWith: 0)
    try rehearsal.expectAgreement()
  }

  @Test("status lists what presses first, whatever its deadline; its alarms count what it does not list")
  func mostPressingFirst() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-s"], hours: [20]))
    let words = "no such customer"
    try rehearsal.simulator.strike(
      .stripe(
        "refused", ["status": "400", "type": "\"invalid_request_error\"", "message": "\"\(words)\""]))
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    // A day later AWS has no credentials: a nearer deadline, but nothing that presses yet.
    try rehearsal.drop("later.ndjson", .usage(of: ["proj-a"], day: "2026-11-21", hours: [20, 21]))
    rehearsal.withoutCredentials()
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-22T01:30:00Z"), endsWith: 3)
    let status = try rehearsal.bill("status", "--json", "--limit", "1", at: "2026-11-22T01:30:00Z")
    let debts = try status.json()["debts"]?.array ?? []
    #expect(debts.map { $0["state"]?.string } == ["parked"], "\(status.text)")
    #expect(debts.map { $0["alarm"]?.string } == ["urgent"])
    let late = try rehearsal.bill("status", "--limit", "1", at: "2026-11-22T09:45:00Z")
    #expect(late.output.contains("ALARM     urgent: 1 debt"), "\(late.text)")
    #expect(late.output.contains("ALARM     due: 2 debts"))
    #expect(late.output.contains("... and 2 more: --limit 3"))
  }

  @Test("A refusal of the credentials half-way leaves what was not sent as a debt, untouched")
  func refusedHalfWay() throws {
    let rehearsal = try Rehearsal()
    let projects = (0..<40).map { "proj-\($0)" }
    try rehearsal.set(catalog: .stripeOnly(projects))
    try rehearsal.drop("events.ndjson", .usage(of: projects, hours: [20]))
    try rehearsal.simulator.strike(
      .stripe("refused", after: 3, ["status": "401", "type": "\"invalid_request_error\""]))
    let (answer, results) = try rehearsal.results(of: "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 77)
    #expect(results.count("stripe", "delivered") == 3)
    #expect(results.count("stripe", "deferred") == 37)
    try rehearsal.simulator.strike()
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-21T02:15:00Z"), endsWith: 0)
    try rehearsal.expectAgreement()
  }

  @Test("A provider that refuses the credentials in every request leaves every item deferred")
  func refusedManyBatches() throws {
    let tiers = (0..<60).map { "t\($0)" }
    let rehearsal = try Rehearsal(.tiered(tiers))
    try rehearsal.drop(
      "events.ndjson",
      tiers.map { tier in
        UsageDraft("use-\(tier)").with {
          $0.project = "proj-a"; $0.hardwareTier = tier
        }
      })
    try rehearsal.simulator.strike(
      .aws("refused", ["type": "\"AccessDeniedException\"", "status": "403"]))
    let (answer, results) = try rehearsal.results(of: "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 77)
    #expect(results.count("aws", "deferred") == 60)
    try rehearsal.simulator.strike()
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-21T02:15:00Z"), endsWith: 0)
    try rehearsal.expectAgreement()
  }
}

extension CatalogDraft {
  /// Hardware tiers that each have a dimension of their own.
  static func tiered(_ tiers: [String]) -> CatalogDraft {
    CatalogDraft().with { draft in
      draft.hardwareTiers = tiers
      draft.dimensions = tiers.map {
        "  - {meter: gpu_hours_used, hardware_tiers: [\($0)], dimension: dim_\($0)}"
      }.joined(separator: "\n")
    }
  }

  /// Projects that each pay through a Stripe customer of their own.
  static func stripeOnly(_ projects: [String]) -> CatalogDraft {
    CatalogDraft().with { draft in
      draft.customers = "  - {id: many, name: Many}"
      draft.projects = projects.map {
        let customer = "cus_" + $0.filter { $0.isLetter || $0.isNumber }
        return "  - {id: \($0), customer: many, providers: [stripe], stripe_customer_id: \(customer)}"
      }.joined(separator: "\n")
      draft.dimensions = nil
    }
  }
}
