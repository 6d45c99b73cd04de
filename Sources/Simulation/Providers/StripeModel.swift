import Billing

/// Stripe's meters as documented, judged by true time: an identifier counts once in its window, the answer to an
/// Idempotency-Key is stored (a 500 too), meters with an hourly window take the last total received.
final class StripeModel {
  enum Reply: Hashable {
    /// 200; `isReplayed` for the stored answer of the same key.
    case accepted(isReplayed: Bool)
    /// 400: "An event already exists with identifier".
    case duplicate
    /// 400: more than 35 days in the past.
    case tooOld
    /// 400: five minutes ahead, or nothing Stripe can read.
    case contentRefused
    /// 500 or more, also as stored.
    case serverError
  }

  private struct Stored {
    let reply: Reply
    let at: Int64
  }

  private let identifierWindowMicroseconds: Int64
  private var firstSeen: [String: Int64] = [:]
  /// When an identifier was first asked about, whatever became of it.
  private var firstAsked: [String: Int64] = [:]
  private var stored: [String: Stored] = [:]
  /// What counted, when, by bucket: what the summaries are made from.
  private var counted: [Int: [(at: Int64, units: Int128)]] = [:]
  /// Until when credentials are gone, refused, or nobody answers.
  var outage = Outage()

  static let storedMicroseconds: Int64 = 24 * 3_600_000_000
  static let pastSeconds: Int64 = 35 * 86_400
  /// What Stripe promises of identifiers; it may keep them for longer.
  static let uniqueSecondsMin: Int64 = 24 * 3_600

  /// The last instant at which usage of an hour is taken: it is sent with its middle.
  static func end(of hour: UTCHour) -> Instant { hour.start.adding(seconds: 1_800 + pastSeconds) }

  init(_ scenario: Scenario) {
    identifierWindowMicroseconds = scenario.identifierWindowHours * 3_600_000_000
  }

  /// One request arrives. `isFailing` makes Stripe answer 500 whatever it did.
  func receive(_ request: StripeRequest, _ world: World, failsAfter: Bool = false) -> Reply {
    let now = world.microseconds
    if let asked = firstAsked[request.identifier] {
      if now - asked >= identifierWindowMicroseconds { world.marks.hit(.identifierForgotten) }
    } else {
      firstAsked[request.identifier] = now
    }
    if let known = stored[request.key], now - known.at < Self.storedMicroseconds {
      if known.reply == .serverError { world.marks.hit(.storedAnswerReplayed) }
      return known.reply == .accepted(isReplayed: false) ? .accepted(isReplayed: true) : known.reply
    }
    let executed = execute(request, world)
    let reply = failsAfter ? .serverError : executed
    stored[request.key] = Stored(reply: reply, at: now)
    return reply
  }

  /// The request arrives once more, later, when nobody waits for an answer.
  func receiveLater(_ request: StripeRequest, _ world: World) {
    world.haunt {
      let isCounted = self.receive(request, world) == .accepted(isReplayed: false)
      world.marks.hit(isCounted ? .ghostCounted : .ghostSwallowed)
      world.note("stripe", "late request for \(request.identifier.suffix(6)): counted \(isCounted)")
    }
  }

  /// An answer of 500 that stands for nothing, and is stored all the same.
  func storeServerError(_ request: StripeRequest, _ world: World) {
    if let known = stored[request.key], world.microseconds - known.at < Self.storedMicroseconds { return }
    stored[request.key] = Stored(reply: .serverError, at: world.microseconds)
  }

  private func execute(_ request: StripeRequest, _ world: World) -> Reply {
    let bucket = world.books.records[request.record].bucket
    let numbers = world.books.buckets[bucket]
    let stamp = request.stampMicroseconds
    if stamp > world.microseconds + 300_000_000 { return .contentRefused }
    if world.isPoisoned(series: numbers.series) { return .contentRefused }
    if stamp < world.microseconds - Self.pastSeconds * 1_000_000 { return .tooOld }
    if let seen = firstSeen[request.identifier], world.microseconds - seen < identifierWindowMicroseconds {
      return .duplicate
    }
    firstSeen[request.identifier] = world.microseconds
    counted[bucket, default: []].append((world.microseconds, world.books.records[request.record].value))
    world.books.count(request.record)
    world.checkBucket(bucket)
    return .accepted(isReplayed: false)
  }

  /// The event summary of a bucket, as it stood a while ago.
  func summary(_ bucket: Int, isTotal: Bool, upTo microseconds: Int64) -> Int128 {
    let events = counted[bucket, default: []].filter { $0.at <= microseconds }
    return isTotal ? events.last?.units ?? 0 : events.reduce(0) { $0 + $1.units }
  }
}

/// One meter event on the wire.
struct StripeRequest: Hashable {
  let record: Int
  let identifier: String
  let key: String
  /// When it says that its usage happened.
  let stampMicroseconds: Int64
}

/// Times during which a provider is closed to us.
struct Outage {
  var credentialsGoneUntil: Int64 = 0
  var credentialsRefusedUntil: Int64 = 0
  var downUntil: Int64 = 0
}

extension World {
  /// Whether the provider refuses the records of a series for what they say.
  func isPoisoned(series: Int) -> Bool {
    guard !isMended, scenario.poisonedSeriesIndex == series else { return false }
    return !scenario.isPoisonedOnceCounted || books.hasCounted(series: series)
  }
}
