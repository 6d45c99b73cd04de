import Glibc
import StrictJSON
import Testing

@Suite("What peers got wrong")
struct PeerFailureTests {
  private func tieredUsage(_ tiers: [String], hour: String = "21") -> [UsageDraft] {
    tiers.map { tier in
      UsageDraft("use-\(tier)-\(hour)").with {
        $0.project = "proj-a"
        $0.hardwareTier = tier
        $0.timestamp = "2026-11-20T\(hour):10:00Z"
      }
    }
  }

  @Test("A lost answer is asked again with identical records, an hour later, and counts once (case 2)")
  func lostAnswer() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-a"], hours: [20, 21]))
    try rehearsal.simulator.strike(.aws("reset_after_effect", count: 1))
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-21T02:15:00Z"), endsWith: 0)
    let bodies = try rehearsal.simulator.requests().compactMap { $0["body"]?.string }
    #expect(bodies.count == 2)
    #expect(Set(bodies).count == 1)
    try rehearsal.expectAgreement()
  }

  @Test("Two ledgers of the same usage, in any order and from any process, hold the same items (I9)")
  func samePlan() throws {
    let usage = [UsageDraft].usage(of: ["proj-a", "proj-b", "proj-s", "proj-t"], hours: Array(10..<24))
    let wholeUnits = CatalogDraft().with {
      $0.dimensions = "  - {meter: gpu_hours_used, dimension: gpu_hours, quantity: integer}"
    }
    let items = try [usage, usage.reversed()].map { usage in
      let rehearsal = try Rehearsal(wholeUnits)
      rehearsal.withoutCredentials()
      try rehearsal.drop("events.ndjson", usage)
      expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
      return try rehearsal.bill("export", "--items", "--window", "2026-11").output
    }
    #expect(items[0].split(separator: "\n").count == 42)
    #expect(items[0] == items[1])
  }

  @Test("30 dimensions of one hour are two requests (case 3)")
  func thirtyDimensions() throws {
    let tiers = (0..<30).map { "t\($0)" }
    let rehearsal = try Rehearsal(.tiered(tiers))
    try rehearsal.drop("events.ndjson", tieredUsage(tiers))
    let (answer, results) = try rehearsal.results(of: "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 0)
    #expect(results.count("aws", "delivered") == 30)
    #expect(try rehearsal.simulator.postCount() == 2)
    try rehearsal.expectAgreement()
  }

  @Test("Two projects of one licence, tier and hour are one record with two allocations (case 7)")
  func twoProjects() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-a", "proj-b"], hours: [20]))
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 0)
    let buckets = try rehearsal.simulator.totals()["aws"]?["buckets"]?.array ?? []
    #expect(buckets.map { $0["quantity"]?.string } == ["40.25"])
    let allocations = buckets.first?["allocations"]?.array ?? []
    #expect(allocations.map { $0["quantity"]?.string } == ["20.125", "20.125"])
    #expect(Set(allocations.compactMap { $0["tags"]?["project"]?.string }) == ["proj-a", "proj-b"])
    try rehearsal.expectAgreement()
  }

  @Test("One record too old in a batch of 25: 24 are sent, one is named as expired (case 8)")
  func oneTooOld() throws {
    let tiers = (0..<24).map { "t\($0)" }
    let rehearsal = try Rehearsal(.tiered(tiers))
    try rehearsal.drop("events.ndjson", tieredUsage(tiers, hour: "03") + tieredUsage(["t5"], hour: "02"))
    rehearsal.withoutCredentials()
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    rehearsal.withCredentials()
    let (answer, results) = try rehearsal.results(of: "nightly", at: "2026-11-21T02:00:01Z")
    expect(answer, endsWith: 5)
    #expect(results.count("aws", "delivered") == 24)
    #expect(results.count("aws", "expired") == 1)
    try rehearsal.expectAgreement(undeliveredCount: 1)
  }

  @Test("Two customers on one meter, taking turns, each get their own (case 10)")
  func twoCustomers() throws {
    let rehearsal = try Rehearsal()
    let usage = (0..<12).map { index in
      UsageDraft("use-\(index)").with {
        $0.project = index.isMultiple(of: 2) ? "proj-s" : "proj-t"
        $0.gpuHours = index.isMultiple(of: 2) ? "1" : "0.5"
      }
    }
    try rehearsal.drop("events.ndjson", usage)
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 0)
    let buckets = try rehearsal.simulator.totals()["stripe"]?["buckets"]?.array ?? []
    #expect(buckets.map { $0["customer"]?.string } == ["cus_Northwind", "cus_Tailwind"])
    #expect(buckets.map { $0["value"]?.string } == ["6000000", "3000000"])
    try rehearsal.expectAgreement()
  }

  @Test("Three nights are missed; the next run covers them, without hole or overlap (case 16)")
  func missedNights() throws {
    let rehearsal = try Rehearsal()
    let days = ["2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"]
    try rehearsal.drop(
      "events.ndjson", days.flatMap { [UsageDraft].usage(of: ["proj-s"], day: $0, hours: [0, 12, 23]) })
    let (answer, results) = try rehearsal.results(of: "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 0)
    #expect(results["steps"]?["seal"]?.array?.map { $0["window"]?.string } == days)
    #expect(results.count("stripe", "delivered") == 12)
    try rehearsal.expectAgreement()
  }

  @Test("120 windows of 0.4 of a unit are 48 units, and nothing remains (case 18)")
  func carriedUnits() throws {
    let catalog = CatalogDraft().with {
      $0.stripeMeters =
        "  - {meter: gpu_hours_used, meter_id: mtr_gpuHours, event_name: gpu_hours, value_unit: 1}"
    }
    let rehearsal = try Rehearsal(catalog)
    let days = ["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"]
    let usage = days.flatMap { [UsageDraft].usage(of: ["proj-s"], day: $0, hours: Array(0..<24)) }
    try rehearsal.drop("events.ndjson", usage.map { $0.with { $0.gpuHours = "0.4" } })
    let (answer, results) = try rehearsal.results(of: "hourly", at: Rehearsal.night)
    expect(answer, endsWith: 0)
    #expect(results["steps"]?["seal"]?.array?.count == 120)
    #expect(try rehearsal.simulator.totals()["stripe"]?["meters"]?.array?.first?["value"]?.string == "48")
    try rehearsal.expectAgreement()
  }

  @Test("Stripe says that the event exists already: it is delivered, and the queue moves on (case 21, I10)")
  func alreadyExists() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-s"], hours: [20, 21]))
    try rehearsal.simulator.strike(.stripe("error_after_effect", count: 1, ["status": "500"]))
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    let (answer, results) = try rehearsal.results(of: "nightly", at: "2026-11-21T02:15:00Z")
    expect(answer, endsWith: 0)
    #expect(results.dispatch("stripe")?.integer("delivered_before") == 1)
    try rehearsal.expectAgreement()
  }

  @Test("What a provider holds beyond our ledger is a difference, never silently right (case 22)")
  func extraAtProvider() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-s"], hours: [20]))
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 0)
    let body =
      "event_name=gpu_hours&payload[stripe_customer_id]=cus_Northwind&payload[value]=1&identifier=foreign"
      + "&timestamp=1795206600"
    let head = """
      POST /v1/billing/meter_events HTTP/1.1\r
      Host: 127.0.0.1\r
      Authorization: Bearer sk_test_other\r
      Content-Type: application/x-www-form-urlencoded\r
      Content-Length: \(body.utf8.count)\r
      Connection: close\r
      \r

      """
    _ = try Loopback.exchange(url: rehearsal.simulator.stripeURL, Array((head + body).utf8))
    let tieOut = try rehearsal.tieOut()
    expect(tieOut, endsWith: 4)
    #expect(tieOut.output.contains("differs: stripe"))
  }

  @Test(
    "A ledger whose log was torn after a kill is noticed, and goes on in doubt without billing twice (case 25)"
  )
  func tornLog() throws {
    let rehearsal = try Rehearsal(attemptsMax: 8)
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-s", "proj-a"], hours: [20, 21]))
    try rehearsal.simulator.strike(
      .stripe("delay_after_effect", after: 1, count: 1, ["milliseconds": "8000"]))
    let command = try rehearsal.start(["run", "nightly"], at: Rehearsal.night)
    // Stripe has the second hour and does not answer: the claim of it is what the log ends with.
    try rehearsal.waitUntilHeld(by: "stripe", bucketCountMin: 2)
    command.process.signal(SIGKILL)
    _ = try rehearsal.finish(command)
    let log = try #require(rehearsal.folder.bytes("billing.sqlite-wal"))
    #expect(truncate("\(rehearsal.folder.path)/billing.sqlite-wal", Self.validCount(ofLog: log) - 4_097) == 0)
    try rehearsal.simulator.strike()
    let torn = try rehearsal.bill("run", "nightly", at: "2026-11-21T02:15:00Z")
    expect(torn, endsWith: 74)
    #expect(torn.errors.contains("older copy") && torn.errors.contains("recover --reason"))
    expect(try rehearsal.bill("recover", "--reason", "torn log", at: "2026-11-21T02:20:00Z"), endsWith: 0)
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-21T02:30:00Z"), endsWith: 3)
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-21T06:00:00Z"), endsWith: 0)
    try rehearsal.expectAgreement()
  }

  /// The bytes of a write-ahead log up to the last frame of its present round: behind them may lie frames of an earlier
  /// one, which a checkpoint has made worthless. A frame carries the salts of the header (SQLite's file format, 4.1).
  private static func validCount(ofLog log: [UInt8]) -> Int {
    var count = 32
    while count + 24 + 4_096 <= log.count, log[count + 8..<count + 16] == log[16..<24] { count += 24 + 4_096 }
    return count
  }

  @Test("A hardware tier without a price is held with its name, never billed at nothing (case 26)")
  func unknownTier() throws {
    let catalog = CatalogDraft().with {
      $0.prices =
        "  - {id: gpu, meter: gpu_hours_used, hardware_tiers: [h100], currency: USD, "
        + "effective_from: 2026-01-01, rate: 2.5}"
    }
    let rehearsal = try Rehearsal(catalog)
    try rehearsal.drop(
      "events.ndjson", [UsageDraft("use-1"), UsageDraft("use-2").with { $0.hardwareTier = "b300" }])
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 3)
    #expect(try rehearsal.bill("status").output.contains("price_missing"))
    try rehearsal.set(catalog: CatalogDraft())
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-22T01:15:00Z"), endsWith: 0)
    let buckets = try rehearsal.simulator.totals()["stripe"]?["buckets"]?.array
    #expect(buckets?.map { $0["value"]?.string } == ["3000000"])
    try rehearsal.expectAgreement()
  }

  @Test("A meter that Stripe does not know stops its own usage before any send (case 29)")
  func meterNotFound() throws {
    let catalog = CatalogDraft().with {
      $0.meters += "\n  - {id: tokens, measure: tokens_processed, billed: quantity, providers: [stripe]}"
      $0.prices +=
        "\n  - {id: tokens, meter: tokens, currency: USD, effective_from: 2026-01-01, rate: 0.000001}"
      $0.stripeMeters += "\n  - {meter: tokens, meter_id: mtr_archived, event_name: tokens}"
    }
    let rehearsal = try Rehearsal(catalog)
    try rehearsal.drop("events.ndjson", [UsageDraft("use-1").with { $0.tokens = 5_000 }])
    let (answer, results) = try rehearsal.results(of: "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 3)
    #expect(results.count("stripe", "delivered") == 1)
    #expect(results.count("stripe", "deferred") == 1)
    #expect(try rehearsal.simulator.postCount() == 1)
    #expect(try rehearsal.bill("status").output.contains("mtr_archived"))
  }

  @Test("Zero usage and no data both send nothing, and are told apart (case 30)")
  func zeroUsage() throws {
    let rehearsal = try Rehearsal()
    let nothing = try rehearsal.bill("run", "nightly", at: Rehearsal.night)
    expect(nothing, endsWith: 0)
    #expect(nothing.output.contains("no window is due"))
    try rehearsal.drop("events.ndjson", [UsageDraft("use-1").with { $0.gpuHours = "0" }])
    let zero = try rehearsal.bill("run", "nightly", at: "2026-11-21T02:15:00Z")
    expect(zero, endsWith: 0)
    #expect(zero.output.contains("1 cell"))
    #expect(zero.output.contains("items: none"))
    #expect(try rehearsal.simulator.postCount() == 0)
    try rehearsal.expectEquations()
  }
}
