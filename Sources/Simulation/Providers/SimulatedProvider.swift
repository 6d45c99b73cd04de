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

  /// As the adapters do: a date far from the clock that runs is somebody else's; the first one taken shows whether this
  /// machine's clock can be trusted.
  func takeDate(askedNanoseconds: UInt64) {
    let date = world.dateOfAnswer()
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
    let date = world.dateOfAnswer()
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
  /// Lets an outage begin, and answers why the target is closed, if it is.
  func closure(_ outage: inout Outage, missingState: DispatchState) -> Preparation? {
    if let stop { return .closed(stop.cause, state: .deferred, reason: stop.reason) }
    world.beginOutage(&outage)
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

  /// One item that the preflight finds an obstacle for, now and then.
  func block(_ items: [DispatchItem], into blocked: inout [String: String]) {
    guard world.choices.happens(.itemBlocked) else { return }
    world.marks.hit(.itemBlocked)
    blocked[world.choices.pick(items).id] = "its meter is archived"
  }
}

// MARK: - What leaves

extension SimulatedProvider {
  /// The pause guard: whether nothing may leave any more.
  func isTooLate(_ notAfterNanoseconds: UInt64) -> Bool {
    guard clock.monotonicNanoseconds() > notAfterNanoseconds, world.mutant != .noPauseGuard else {
      return false
    }
    world.marks.hit(.pauseGuardHeld)
    return true
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
