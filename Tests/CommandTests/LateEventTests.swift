import StrictJSON
import Testing

@Suite("Events that arrive after their window was sealed and delivered")
struct LateEventTests {
  @Test("At Stripe they are a revision of their hour, at AWS a later hour, and both count exactly (case 17)")
  func revisionAndLaterHour() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("one.ndjson", .usage(of: ["proj-s", "proj-a"], hours: [20]))
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 0)
    let late = [UsageDraft].usage(of: ["proj-s", "proj-a"], hours: [20]).map {
      $0.with {
        $0.usageID += "-late"; $0.gpuHours = "0.000001"
      }
    }
    try rehearsal.drop("two.ndjson", late)
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-22T01:15:00Z"), endsWith: 0)
    try rehearsal.expectAgreement()
    let items = try rehearsal.bill("export", "--items", "--window", "2026-11").rows()
    let stripe = items.filter { $0["provider"]?.string == "stripe" }
    #expect(stripe.map { $0["bucket"]?.string } == ["2026-11-20T20", "2026-11-20T20"])
    #expect(stripe.map { $0.integer("revision") } == [0, 1])
    #expect(Set(stripe.compactMap { $0["reference"]?.string }).count == 2)
    let marketplace = items.filter { $0["provider"]?.string == "aws" }
    #expect(marketplace.map { $0["bucket"]?.string } == ["2026-11-20T20", "2026-11-21T23"])
    #expect(marketplace.map { $0["value"]?.string } == ["20.125", "0.000001"])
  }

  @Test(
    "Usage whose hour AWS no longer accepts when it is sealed goes into one of the window that it accepts")
  func closedHour() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-a"], hours: [0, 20]))
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 0)
    let items = try rehearsal.bill("export", "--items", "--window", "2026-11").rows()
    #expect(items.map { $0["bucket"]?.string } == ["2026-11-20T20", "2026-11-20T23"])
    #expect(items.map { $0["value"]?.string } == ["20.125", "0.125"])
    try rehearsal.expectAgreement()
  }

  @Test("5 h and 5 d late are delivered; 5 weeks late is expired at Stripe and said so (case 17)")
  func veryLate() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("one.ndjson", .usage(of: ["proj-s", "proj-a"], hours: [20]))
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 0)
    let nights = [
      ("2026-11-21T02:15:00Z", "2026-11-21T03:15:00Z"), ("2026-11-25T01:15:00Z", "2026-11-26T01:15:00Z"),
      ("2026-12-25T01:15:00Z", "2026-12-26T01:15:00Z"),
    ]
    for (index, (eve, night)) in nights.enumerated() {
      let job = index == 0 ? "hourly" : "nightly"
      expect(try rehearsal.bill("run", job, at: eve), endsWith: 0)
      let late = [UsageDraft].usage(of: ["proj-s", "proj-a"], hours: [20]).map {
        $0.with {
          $0.usageID += "-late-\(index)"; $0.gpuHours = "0.25"
        }
      }
      try rehearsal.drop("late-\(index).ndjson", late)
      let answer = try rehearsal.bill("run", job, at: night)
      expect(answer, endsWith: index == 2 ? 5 : 0)
    }
    let results = try rehearsal.bill("status", "--json").json()
    #expect(results.count("stripe", "expired") == 1)
    #expect(results.count("stripe", "delivered") == 3)
    #expect(results.count("aws", "delivered") == 4)
    try rehearsal.expectAgreement(undeliveredCount: 1)
  }

  @Test("On a meter that keeps the last value of each hour, the hour's total is right after late events")
  func hourlyTotals() throws {
    let catalog = CatalogDraft().with {
      $0.stripeMeters =
        "  - {meter: gpu_hours_used, meter_id: mtr_hourly, event_name: gpu_hours_hourly, "
        + "event_time_window: hour}"
    }
    let rehearsal = try Rehearsal(catalog)
    let event = UsageDraft("use-1")
    try rehearsal.drop("one.ndjson", [event])
    expect(try rehearsal.bill("run", "nightly", at: Rehearsal.night), endsWith: 0)
    try rehearsal.drop(
      "two.ndjson",
      [
        event.with {
          $0.usageID = "use-2"; $0.gpuHours = "0.25"
        }
      ])
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-22T01:15:00Z"), endsWith: 0)
    rehearsal.withoutCredentials()
    try rehearsal.drop(
      "three.ndjson",
      [
        event.with {
          $0.usageID = "use-3"; $0.gpuHours = "0.125"
        }
      ])
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-23T01:15:00Z"), endsWith: 3)
    try rehearsal.drop(
      "four.ndjson",
      [
        event.with {
          $0.usageID = "use-4"; $0.gpuHours = "1"
        }
      ])
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-24T01:15:00Z"), endsWith: 3)
    rehearsal.withCredentials()
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-24T02:15:00Z"), endsWith: 0)
    let buckets = try rehearsal.simulator.totals()["stripe"]?["buckets"]?.array
    #expect(buckets?.map { $0["value"]?.string } == ["2875000"])
    #expect(try rehearsal.bill("status", "--json").json().count("stripe", "superseded") == 1)
    try rehearsal.expectAgreement()
  }

  @Test("Usage of a month's last minute, sent after the month is over, stays in its month (cases 11, 27)")
  func monthEnd() throws {
    let rehearsal = try Rehearsal()
    let usage = ["proj-s", "proj-a"].map { project in
      UsageDraft("use-\(project)").with {
        $0.project = project; $0.timestamp = "2026-11-30T23:59:59.999999Z"
      }
    }
    try rehearsal.drop("events.ndjson", usage)
    try rehearsal.simulator.strike(
      .aws("reset_after_effect", count: 1), .stripe("reset_after_effect", count: 1))
    expect(try rehearsal.bill("run", "nightly", at: "2026-12-01T01:15:00Z"), endsWith: 3)
    expect(try rehearsal.bill("run", "nightly", at: "2026-12-01T02:15:00Z"), endsWith: 0)
    let totals = try rehearsal.simulator.totals()
    for provider in ["stripe", "aws"] {
      let buckets = totals[provider]?["buckets"]?.array ?? []
      #expect(buckets.map { $0["hour"]?.string } == ["2026-11-30T23:00:00Z"])
    }
    try rehearsal.expectAgreement()
  }

  @Test("The month's last hours are accepted until 06:00 UTC on the 1st, and expire then (case 9)")
  func monthCut() throws {
    let rehearsal = try Rehearsal()
    rehearsal.withoutCredentials()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-a"], day: "2026-11-30", hours: [22]))
    expect(try rehearsal.bill("run", "nightly", at: "2026-12-01T01:15:00Z"), endsWith: 3)
    rehearsal.withCredentials()
    try rehearsal.simulator.strike(.aws("throttled"))
    expect(try rehearsal.bill("run", "nightly", at: "2026-12-01T05:50:00Z"), endsWith: 3)
    try rehearsal.simulator.strike()
    expect(try rehearsal.bill("run", "nightly", at: "2026-12-01T05:55:00Z"), endsWith: 0)
    try rehearsal.drop("december.ndjson", .usage(of: ["proj-b"], day: "2026-12-01", hours: [1]))
    let late = [UsageDraft].usage(of: ["proj-b"], day: "2026-11-30", hours: [23])
    try rehearsal.drop("november.ndjson", late)
    expect(try rehearsal.bill("run", "hourly", at: "2026-12-01T06:00:00Z"), endsWith: 0)
    try rehearsal.expectAgreement()
  }

  @Test("At 06:00 UTC on the 1st, what nobody sent of the last month expires (case 9)")
  func expiredMonth() throws {
    let rehearsal = try Rehearsal()
    rehearsal.withoutCredentials()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-a"], day: "2026-11-30", hours: [22]))
    expect(try rehearsal.bill("run", "nightly", at: "2026-12-01T01:15:00Z"), endsWith: 3)
    rehearsal.withCredentials()
    expect(try rehearsal.bill("run", "nightly", at: "2026-12-01T06:00:00Z"), endsWith: 5)
    #expect(try rehearsal.simulator.postCount() == 0)
  }
}
