import Billing
import ProviderTiming

/// What both simulated targets share: the provider's clock as production keeps it, outages, and the checks of
/// everything that leaves the process.
class SimulatedProvider {
  let process: SimulatedProcess
  let clock: SimulatedClock
  private var providerClock: ProviderClock
  private var isClockCompared = false
  /// For the mutant `wallAfterPreflight`: how far the wall clock was off when it was compared.
  private var wallCorrectionMicroseconds: Int64 = 0
  /// Why nothing more may be sent in this run.
  var stop: (cause: ClosureCause, reason: String)?

  var world: World { process.world }

  init(_ process: SimulatedProcess, clock: SimulatedClock) {
    self.process = process
    self.clock = clock
    providerClock = ProviderClock(clock)
  }

  func now() -> Instant {
    switch world.mutant {
    case .trustLocalClock: clock.now()
    case .wallAfterPreflight where providerClock.isKnown:
      Instant(microseconds: clock.now().microseconds + wallCorrectionMicroseconds)
    default: providerClock.now()
    }
  }

  /// The date of an answer: whole seconds, sometimes off within what the providers promise, or far off, as a proxy's.
  private func date() -> Instant {
    var seconds = world.now.epochSeconds
    if world.choices.happens(.dateOff) {
      world.marks.hit(.dateOff)
      seconds += world.choices.pick([-900, -60, 60, 900])
    }
    if world.choices.happens(.dateFarOff) {
      world.marks.hit(.dateFarOff)
      seconds += world.choices.pick([-20 * 86_400, -7_200, 7_200, 20 * 86_400])
    }
    return Instant(epochSeconds: seconds)
  }

  /// As the adapters do: a date far from the clock that runs is somebody else's; the first one taken shows whether this
  /// machine's clock can be trusted.
  func takeDate(askedNanoseconds: UInt64) {
    let date = date()
    world.standStill(process)
    guard isNear(date), isTimely(askedNanoseconds) else { return }
    take(date, askedNanoseconds)
  }

  private func isNear(_ date: Instant) -> Bool {
    abs(date.seconds(since: providerClock.now())) <= 900 || world.mutant == .anyDate
  }

  private func isTimely(_ askedNanoseconds: UInt64) -> Bool {
    world.mutant == .untimelyDate || providerClock.isTimely(askedNanoseconds: askedNanoseconds)
  }

  private func take(_ date: Instant, _ askedNanoseconds: UInt64) {
    let skewSeconds = abs(date.seconds(since: clock.wall))
    providerClock.take(date, askedNanoseconds: askedNanoseconds)
    wallCorrectionMicroseconds = date.microseconds - clock.wall.microseconds
    guard !isClockCompared else { return }
    isClockCompared = true
    if skewSeconds > SendingTimes.clockDifferenceSecondsMax {
      stop = (.misconfigured, "the clocks differ by \(skewSeconds) s")
    }
  }

  /// The provider's time, asked for without credentials.
  func askTime(_ outage: Outage) -> Instant? {
    if providerClock.isKnown { return now() }
    let askedNanoseconds = clock.monotonicNanoseconds()
    guard world.enter(process, .askTime) else { return nil }
    guard world.microseconds >= outage.downUntil else { return nil }
    let fault = world.choices.first(of: .question)
    if let fault { world.marks.hit(fault) }
    guard fault == nil else { return nil }
    let date = date()
    world.standStill(process)
    guard isTimely(askedNanoseconds) else { return nil }
    if isNear(date) { take(date, askedNanoseconds) }
    return date
  }
}

extension SimulatedProvider {
  /// The mistake of the mutant `earlyExpiry`.
  var givenUpSeconds: Int64 { world.mutant == .earlyExpiry ? 3 * 3_600 : 0 }
}

// MARK: - Outages

extension SimulatedProvider {
  private static let outageMinutes: [Int64] = [10, 300, 30 * 60]

  /// Lets an outage begin, and answers why the target is closed, if it is.
  func closure(_ outage: inout Outage, missingState: DispatchState) -> Preparation? {
    if let stop { return .closed(stop.cause, state: .deferred, reason: stop.reason) }
    if let fault = world.choices.first(of: .outage) {
      world.marks.hit(fault)
      let until = world.microseconds + world.choices.pick(Self.outageMinutes) * 60_000_000
      switch fault {
      case .credentialsLost: outage.credentialsGoneUntil = until
      case .credentialsRefused: outage.credentialsRefusedUntil = until
      default: outage.downUntil = until
      }
    }
    if world.microseconds < outage.credentialsGoneUntil {
      return .closed(.credentialsMissing, state: missingState, reason: "no credentials")
    }
    if world.microseconds < outage.downUntil {
      return .closed(.unreachable, state: .deferred, reason: "nobody answers")
    }
    if world.microseconds < outage.credentialsRefusedUntil {
      stop = (.credentialsRefused, "401")
      return .closed(.credentialsRefused, state: missingState, reason: "401")
    }
    return nil
  }

  /// Credentials that the preflight still found good are refused from now on.
  func refuseCredentials(_ outage: inout Outage) {
    outage.credentialsRefusedUntil = world.microseconds + world.choices.pick(Self.outageMinutes) * 60_000_000
  }

  /// One item that the preflight finds an obstacle for, now and then.
  func block(_ items: [DispatchItem], into blocked: inout [String: String]) {
    guard world.choices.happens(.itemBlocked) else { return }
    world.marks.hit(.itemBlocked)
    blocked[world.choices.pick(items).id] = "its meter is archived"
  }
}

// MARK: - What leaves

extension SimulatedProvider {
  /// How long one exchange takes at most, and how wrong its date may be: said once more here, as rules of the checks.
  private static let exchangeSeconds: Int64 = 120
  static let dateOffSeconds: Int64 = 900

  /// The pause guard: whether nothing may leave any more.
  func isTooLate(_ notAfterNanoseconds: UInt64) -> Bool {
    guard clock.monotonicNanoseconds() > notAfterNanoseconds, world.mutant != .noPauseGuard else {
      return false
    }
    world.marks.hit(.pauseGuardHeld)
    return true
  }

  /// Whether the other side gave the connection up while this process stood still between its last look at the clock
  /// and its first byte. No program can make the two one; what bounds it is the assumption on abandoned requests.
  func isConnectionDead(since microseconds: Int64) -> Bool {
    world.microseconds - microseconds > World.ghostMinutes[0] * 60_000_000
  }

  /// Holds an item that leaves now against the promises.
  func checkDeparture(_ item: DispatchItem, identifier: String, uniqueSeconds: Int64?) {
    world.departureCount += 1
    world.mirror.noteDeparture(item.id, at: world.microseconds)
    if process.hasUnknownCommit {
      world.report(.i28, "\(process.name) sends after a commit of unknown outcome")
    }
    if world.hasLostAttempts { world.report(.i30, "\(item.id) leaves a ledger that was rolled back") }
    guard let mirrored = world.mirror.item(item.id) else {
      return world.report(.i11, "\(item.id) leaves and was never sealed")
    }
    switch mirrored.progress.state {
    case .inFlight: break
    case .planned, .skipped, .deferred:
      world.report(.i11, "\(item.id) leaves while its claim is not durable: \(mirrored.progress.state)")
    default: world.report(.i12, "\(item.id) leaves from \(mirrored.progress.state)")
    }
    if mirrored.bytes != item.payload.bytes || identifier != item.id {
      world.report(.i13, "\(item.id) leaves as \(identifier), with other bytes than were frozen")
    }
    guard let uniqueSeconds, let since = mirrored.progress.ambiguousSince else { return }
    // It must arrive while the identifier is unique, however long it is under way, and however wrong the date is that
    // the attempt before was put down with.
    let ageSeconds = world.now.seconds(since: since)
    if ageSeconds > uniqueSeconds - World.ghostMinutes[0] * 60 - Self.exchangeSeconds - Self.dateOffSeconds {
      world.report(.i14, "\(item.id) leaves \(ageSeconds) s after an attempt that may have counted")
    }
  }

  /// Notes an answer, and lets the mutants misread it.
  func heard(_ answer: ItemAnswer, of item: DispatchItem, isStripe: Bool) -> ItemAnswer {
    world.marks.hit(answer.mark, isStripe: isStripe)
    world.note(process.name, "\(item.id.suffix(6)) is answered \(answer.mark)")
    if case .conflicting = answer {
      world.report(.i23, "\(item.id): the provider holds another quantity of its bucket than was frozen")
    }
    if case .delivered = answer { process.deliveredByAnswer.insert(item.id) }
    switch (answer, world.mutant) {
    case (.delivered(let receipt), .dup400IsReject) where receipt.kind == .duplicate:
      return .rejected(detail: "400")
    case (.ambiguous(let detail, _, let seconds), .timeoutMeansNo):
      return .refusedForNow(detail: detail, retryAfterSeconds: seconds)
    case (.ambiguous(let detail, true, let seconds), .sameKeyAfterServerError):
      return .ambiguous(detail: detail, needsNewGeneration: false, retryAfterSeconds: seconds)
    default: return answer
    }
  }

  static let receiptDigest = FrozenBytes.digest(of: 0)

  /// A receipt whose evidence is beside the point.
  static func receipt(_ kind: Receipt.Kind) -> Receipt {
    Receipt(
      kind: kind, providerRecordID: nil, requestID: nil, providerDate: nil, status: 200,
      bodyDigest: receiptDigest, bodyExcerpt: "")
  }

  /// The bytes of a bucket: the number of its record in the world's books.
  func frozen(_ bucket: PlannedBucket, batchKey: String) -> FrozenPayload {
    let number = world.books.record(bucket)
    return FrozenPayload(
      bytes: FrozenBytes.bytes(of: number), digest: FrozenBytes.digest(of: number), batchKey: batchKey)
  }

  func record(of item: DispatchItem) -> Int {
    guard let number = FrozenBytes.number(in: item.payload.bytes) else {
      preconditionFailure("an item's bytes were frozen here")
    }
    return number
  }
}

extension ItemAnswer {
  fileprivate var mark: Marks.Answer {
    switch self {
    case .delivered(let receipt): receipt.kind == .new ? .deliveredNew : .deliveredDuplicate
    case .refusedForNow: .refusedForNow
    case .ambiguous(_, let needsNewGeneration, _): needsNewGeneration ? .ambiguousNewGeneration : .ambiguous
    case .closed(_, let closure): closure == nil ? .closedItem : .closedProvider
    case .rejected, .conflicting: .rejected
    case .countedOtherwise: .countedOtherwise
    case .parked: .parked
    }
  }
}
