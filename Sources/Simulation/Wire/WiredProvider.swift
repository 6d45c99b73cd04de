import AWSMarketplaceProvider
import Billing
import HTTPTransport
import StripeProvider

/// An adapter as production has it, over the wire of this world. What lies around it here is what the seam's own
/// providers do as well: the answers are noted, and the mistakes of mutants are made.
final class WiredProvider: Provider {
  private let process: SimulatedProcess
  private let clock: SimulatedClock
  private let adapter: any Provider
  private let isStripe: Bool

  private init(
    _ process: SimulatedProcess, clock: SimulatedClock, adapter: any Provider, isStripe: Bool
  ) {
    self.process = process
    self.clock = clock
    self.adapter = adapter
    self.isStripe = isStripe
  }

  private var world: World { process.world }

  var id: ProviderID { adapter.id }

  var claimRule: ClaimRule {
    let rule = adapter.claimRule
    return ClaimRule(
      itemCountMax: rule.itemCountMax,
      isExclusiveBySeries: rule.isExclusiveBySeries && world.mutant != .notExclusive,
      sharesBatchKey: rule.sharesBatchKey)
  }

  var safeResendSeconds: Int64? { world.mutant == .ignoreWindow ? nil : adapter.safeResendSeconds }

  func freeze(_ bucket: PlannedBucket) throws(FreezeError) -> FrozenPayload {
    try adapter.freeze(world.mutant.map(bucket.mistaken) ?? bucket)
  }

  func deadline(for bucket: BucketKey) -> Instant {
    adapter.deadline(for: bucket).adding(seconds: world.mutant == .earlyExpiry ? -3 * 3_600 : 0)
  }

  func prepare(for items: [DispatchItem]) -> Preparation {
    guard world.enter(process, .prepare) else {
      return .closed(.unreachable, state: .deferred, reason: "the process is dead")
    }
    if isStripe {
      world.beginOutage(&world.stripe.outage)
    } else {
      world.beginOutage(&world.marketplace.outage)
    }
    return adapter.prepare(for: items)
  }

  func submit(_ items: [DispatchItem], notAfterNanoseconds: UInt64) -> [ItemAnswer] {
    let answers = adapter.submit(
      items, notAfterNanoseconds: world.mutant == .noPauseGuard ? .max : notAfterNanoseconds)
    guard !process.isDead else { return answers }
    return zip(items, answers).map { item, answer in
      if case .refusedForNow(Self.pauseGuardWords, _) = answer { world.marks.hit(.pauseGuardHeld) }
      return process.heard(answer, of: item, isStripe: isStripe)
    }
  }

  /// As both adapters say it.
  private static let pauseGuardWords = "not sent: too much time passed since the item was put in flight"

  func total(of item: DispatchItem, in hours: BillingWindow) -> BucketTotal {
    adapter.total(of: item, in: hours)
  }

  func askTime() -> Instant? { adapter.askTime() }

  func now() -> Instant { world.mutant == .trustLocalClock ? clock.now() : adapter.now() }
}

// MARK: - Making them

extension WiredProvider {
  /// Both adapters of a process. Stripe's key is the one that is there when the process starts.
  static func all(_ process: SimulatedProcess, clock: SimulatedClock, _ terms: WireTerms) -> [any Provider] {
    let stripe = stripe(process, clock, terms)
    let marketplace = marketplace(process, clock, terms)
    return [
      WiredProvider(process, clock: clock, adapter: stripe, isStripe: true),
      WiredProvider(process, clock: clock, adapter: marketplace, isStripe: false),
    ]
  }

  private static func stripe(
    _ process: SimulatedProcess, _ clock: SimulatedClock, _ terms: WireTerms
  ) -> StripeProvider {
    let isKeyGone = process.world.microseconds < process.world.stripe.outage.credentialsGoneUntil
    return StripeProvider(
      configuration: StripeConfiguration(
        key: isKeyGone ? nil : StripeKey(StripeEnd.key), isLive: false,
        requestsPerSecond: terms.stripeRequestsPerSecond),
      http: SimulatedTransport(process, end: StripeEnd(process)), clock: clock)
  }

  private static func marketplace(
    _ process: SimulatedProcess, _ clock: SimulatedClock, _ terms: WireTerms
  ) -> AWSMarketplaceProvider {
    let keys = KeyFile(process)
    return AWSMarketplaceProvider(
      configuration: AWSMarketplaceConfiguration(
        acceptanceWindowHours: process.world.scenario.acceptanceHours,
        usesMonthEndGrace: terms.usesMonthEndGrace, requestsPerSecondMax: terms.awsRequestsPerSecondMax),
      environment: AWSEnvironment(
        variables: ["AWS_EC2_METADATA_DISABLED": "true", "AWS_SHARED_CREDENTIALS_FILE": KeyFile.path],
        readFile: { keys.read($0) },
        runProcess: { _ in .init(exitStatus: nil, standardOutput: [], problem: "there are no programs") }),
      http: SimulatedTransport(process, end: MarketplaceEnd(process)), credentialHTTP: Nowhere(), clock: clock
    )
  }

  /// The shared file with the keys of AWS, which is asked for when they are first needed. While they are gone there is
  /// none, it cannot be read, or it has half of them: each is told with words of its own.
  private final class KeyFile: @unchecked Sendable {
    static let path = "/aws/credentials"
    private let process: SimulatedProcess

    init(_ process: SimulatedProcess) { self.process = process }

    func read(_ path: String) -> Result<[UInt8], AWSEnvironment.FileFailure> {
      let world = process.world
      guard path == Self.path else { return .failure(.missing) }
      let half = "[default]\naws_access_key_id = \(SignatureReading.accessKeyID)\n"
      guard world.microseconds < world.marketplace.outage.credentialsGoneUntil else {
        return .success(Array("\(half)aws_secret_access_key = \(SignatureReading.secretAccessKey)\n".utf8))
      }
      return world.choices.pick([
        .failure(.missing), .failure(.unreadable("Permission denied")), .success(Array(half.utf8)),
      ])
    }
  }

  /// There is no token service here: keys are in the file, or nowhere.
  private final class Nowhere: HTTPSending {
    func send(_ requests: [HTTPRequest], concurrencyMax: Int) -> [HTTPOutcome] {
      requests.map { _ in .notSent }
    }
  }
}
