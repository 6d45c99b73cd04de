import Billing
import HTTPTransport
import ProviderTiming
import Testing

@testable import AWSMarketplaceProvider
@testable import Simulation

/// The adapters' own code in worlds that go wrong, over a network that reads what they write by rules of its own.
@Suite struct WireTests {
  @Test("No promise is broken in the first seeds, and every state is reached")
  func seeds() {
    var sweep = Sweep()
    sweep.run(1..<601, by: .wire)
    #expect(sweep.departureCount > 600, "next to nothing was sent")
    let missing = sweep.marks.missing(countMin: 1).filter { $0.hasPrefix("state.") }
    #expect(missing.isEmpty)
    for failure in sweep.failures { Issue.record("seed \(failure.seed): \(failure.violation)") }
  }

  @Test("The same seed gives the same history, line for line")
  func determinism() {
    for seed: UInt64 in 1...20 {
      let (first, second) = (History(), History())
      _ = Simulation().run(.generated(seed: seed, by: .wire), history: first)
      _ = Simulation().run(.generated(seed: seed, by: .wire), history: second)
      #expect(first.lines == second.lines, "seed \(seed)")
    }
  }

  @Test("A seed makes the same world by either way, but for what the wire has beside")
  func sameScenario() {
    for seed: UInt64 in 1...50 {
      let (seam, wire) = (Scenario.generated(seed: seed), Scenario.generated(seed: seed, by: .wire))
      #expect(seam.wire == nil && wire.wire != nil)
      #expect(seam.events == wire.events && seam.files == wire.files && seam.rates == wire.rates)
    }
  }

  @Test("One claim of AWS takes as many items as the adapter says")
  func claims() {
    #expect(Scenario.generated(seed: 1, by: .wire).awsClaimCountMax == AWSMarketplaceLimits.claimItemCountMax)
  }
}

/// What the simulated providers make of bytes.
@Suite struct WireReadingTests {
  /// A world with a Stripe customer whose meter adds up hours of GPUs in millionths.
  private static func world() throws -> World {
    var scenario = Scenario.generated(seed: 1, by: .wire)
    let index = SimulatedCatalog.wired.firstIndex {
      $0.projectCount == 1 && $0.counters.count == 1
        && $0.counters[0].key.provider == SimulatedCatalog.stripeID
        && !$0.counters[0].isTotal
    }
    scenario.catalogIndex = try #require(index)
    return World(
      scenario, choices: Choices(seed: 1, rates: .none), runners: [Runner(index: 0)], mutant: nil,
      history: nil)
  }

  private static func request(_ body: String) -> HTTPRequest {
    HTTPRequest(
      .post, "https://api.stripe.com/v1/billing/meter_events",
      headers: [
        HTTPHeader("Content-Type", "application/x-www-form-urlencoded"), HTTPHeader("Idempotency-Key", "i#0"),
      ], body: Array(body.utf8))
  }

  private static func body(
    _ world: World, name: String = "gpu+hours%2Feu", customer: String = "cus_sim0",
    value: String = "1.500000",
    afterStart: Int64 = 1_800
  ) -> String {
    let seconds = world.scenario.firstHour.start.epochSeconds + afterStart
    return "event_name=\(name)&payload[stripe_customer_id]=\(customer)&payload%5Bvalue%5D=\(value)"
      + "&identifier=i&timestamp=\(seconds)"
  }

  private static func event(_ body: String, _ world: World) -> StripeWireEvent? {
    if case .event(let event) = StripeWireEvent.read(request(body), world) { event } else { nil }
  }

  @Test("An event counts what its words say: value, customer, meter and hour")
  func words() throws {
    let world = try Self.world()
    let event = try #require(Self.event(Self.body(world), world))
    let record = world.books.records[event.request.record]
    #expect(record.value == 1_500_000 && record.itemID == "i")
    #expect(world.books.buckets[record.bucket].key.start == world.scenario.firstHour)
    let next = try #require(Self.event(Self.body(world, afterStart: 3_600), world))
    #expect(
      world.books.buckets[world.books.records[next.request.record].bucket].key.start
        == world.scenario.firstHour.adding(hours: 1))
  }

  @Test("A value that is changed by one on its way is another record")
  func changedValue() throws {
    let world = try Self.world()
    let event = try #require(Self.event(Self.body(world), world))
    let other = try #require(Self.event(Self.body(world, value: "1.500001"), world))
    #expect(event.request.record != other.request.record)
    #expect(world.books.records[other.request.record].value == 1_500_001)
  }

  @Test("What names nothing of ours is read as nothing, never guessed")
  func unreadable() throws {
    let world = try Self.world()
    for body in [
      "", Self.body(world, name: "gpu"), Self.body(world, customer: "cus_sim1"),
      Self.body(world, value: "1.5000001"), Self.body(world, value: "1%2"),
      Self.body(world, afterStart: 500 * 86_400), Self.body(world) + "&value=1",
      Self.body(world) + "&identifier=j",
    ] { #expect(Self.event(body, world) == nil, "\(body)") }
  }

  @Test("A date is written as the providers' answers have it")
  func dates() {
    let instant = Instant(epochSeconds: 1_795_287_600)
    #expect(WireDate.text(instant) == "Sat, 21 Nov 2026 19:00:00 GMT")
    #expect(HTTPDate.instant(WireDate.text(instant)) == instant)
  }
}

/// What the simulated AWS makes of signatures.
@Suite struct WireSignatureTests {
  private static let now = Instant(epochSeconds: 1_795_287_600)

  private static func reading(signedAt instant: Instant, body: String = "{}") -> SignatureReading {
    let request = HTTPRequest(
      .post, "https://host/",
      headers: [HTTPHeader("Content-Type", "application/x-amz-json-1.1"), HTTPHeader("X-Amz-Target", "t")],
      body: Array("{}".utf8))
    let keys = AWSCredentials(
      accessKeyID: SignatureReading.accessKeyID, secretAccessKey: SignatureReading.secretAccessKey,
      sessionToken: nil, expiration: nil)
    var signed = SigV4Signer(region: "us-east-1", service: "aws-marketplace").sign(
      request, with: keys, at: instant)
    signed.body = Array(body.utf8)
    return SignatureReading(request: signed, host: "host", region: "us-east-1")
  }

  @Test("A signature of these bytes and this quarter of an hour is taken")
  func taken() {
    for seconds: Int64 in [-900, 0, 900] {
      #expect(Self.reading(signedAt: Self.now.adding(seconds: seconds)).problem(at: Self.now) == nil)
    }
  }

  @Test("One of another time is refused as AWS does, one of other bytes breaks a promise")
  func refused() {
    #expect(Self.reading(signedAt: Self.now.adding(seconds: -901)).problem(at: Self.now) == .expired)
    #expect(Self.reading(signedAt: Self.now.adding(seconds: 901)).problem(at: Self.now) == .notYetCurrent)
    guard case .wrong = Self.reading(signedAt: Self.now, body: "{ }").problem(at: Self.now) else {
      Issue.record("a signature of other bytes is taken")
      return
    }
  }
}
