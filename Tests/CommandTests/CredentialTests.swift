import StrictJSON
import Testing

@Suite("Runs without credentials")
struct CredentialTests {
  @Test(
    "Items are skipped for AWS and deferred for Stripe, and each is sent once when there are some (case 19)")
  func missing() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-s", "proj-t", "proj-a"], hours: [20, 21, 22]))
    rehearsal.withoutCredentials()
    let (answer, results) = try rehearsal.results(of: "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 3)
    #expect(results.count("aws", "skipped") == 3)
    #expect(results.count("stripe", "deferred") == 6)
    #expect(try rehearsal.simulator.requestCount() == 0)
    let status = try rehearsal.bill("status", at: "2026-11-21T01:20:00Z")
    #expect(status.output.contains("add the credentials"))
    #expect(status.output.contains("no Stripe API key"))
    try rehearsal.expectEquations()

    rehearsal.withCredentials()
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-21T02:15:00Z"), endsWith: 0)
    try rehearsal.expectAgreement()
    let posts = try rehearsal.simulator.postCount()
    #expect(posts == 7)
    expect(try rehearsal.bill("run", "nightly", at: "2026-11-21T03:15:00Z"), endsWith: 0)
    #expect(try rehearsal.simulator.postCount() == posts)
  }

  @Test("A project that names a target it has no configuration for is skipped as a debt, never dropped")
  func unconfiguredTarget() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop(
      "events.ndjson", [UsageDraft("use-1").with { $0.providers = ["stripe", "aws"] }])
    let (answer, results) = try rehearsal.results(of: "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 3)
    #expect(results.count("stripe", "delivered") == 1)
    let charges = results["standing"]?["charges"]?.array ?? []
    #expect(charges.map { $0["state"]?.string } == ["skipped"])
    try rehearsal.expectAgreement()
  }

  @Test("A key of the other mode sends nothing")
  func wrongMode() throws {
    let rehearsal = try Rehearsal()
    try rehearsal.drop("events.ndjson", .usage(of: ["proj-s"], hours: [20]))
    rehearsal.environment["STRIPE_API_KEY"] = "sk_live_rehearsal"
    let answer = try rehearsal.bill("run", "nightly", at: Rehearsal.night)
    expect(answer, endsWith: 3)
    #expect(answer.output.contains("livemode"))
    #expect(try rehearsal.simulator.requestCount() == 0)
  }
}
