import Billing

/// What every request is held against when it leaves a process, and every answer when it arrives: the same at the seam
/// and on the wire.
extension SimulatedProcess {
  /// How long one exchange takes at most, and how wrong its date may be: said once more here, as rules of the checks.
  private static let exchangeSeconds: Int64 = 120
  static let dateOffSeconds: Int64 = 900

  /// Whether the other side gave the connection up while this process stood still between its last look at the clock
  /// and its first byte. No program can make the two one; what bounds it is the assumption on abandoned requests.
  func isConnectionDead(since microseconds: Int64) -> Bool {
    world.microseconds - microseconds > World.ghostMinutes[0] * 60_000_000
  }

  /// Holds an item that leaves now against the promises.
  func checkDeparture(of id: String, bytes: [UInt8], identifier: String, uniqueSeconds: Int64?) {
    world.departureCount += 1
    world.mirror.noteDeparture(id, at: world.microseconds)
    if hasUnknownCommit {
      world.report(.i28, "\(name) sends after a commit of unknown outcome")
    }
    if world.hasLostAttempts { world.report(.i30, "\(id) leaves a ledger that was rolled back") }
    guard let mirrored = world.mirror.item(id) else {
      return world.report(.i11, "\(id) leaves and was never sealed")
    }
    switch mirrored.progress.state {
    case .inFlight: break
    case .planned, .skipped, .deferred:
      world.report(.i11, "\(id) leaves while its claim is not durable: \(mirrored.progress.state)")
    default: world.report(.i12, "\(id) leaves from \(mirrored.progress.state)")
    }
    if mirrored.bytes != bytes || identifier != id {
      world.report(.i13, "\(id) leaves as \(identifier), with other bytes than were frozen")
    }
    guard let uniqueSeconds, let since = mirrored.progress.ambiguousSince else { return }
    // It must arrive while the identifier is unique, however long it is under way, and however wrong the date is that
    // the attempt before was put down with.
    let ageSeconds = world.now.seconds(since: since)
    if ageSeconds > uniqueSeconds - World.ghostMinutes[0] * 60 - Self.exchangeSeconds - Self.dateOffSeconds {
      world.report(.i14, "\(id) leaves \(ageSeconds) s after an attempt that may have counted")
    }
  }

  /// Notes an answer, and lets the mutants misread it.
  func heard(_ answer: ItemAnswer, of item: DispatchItem, isStripe: Bool) -> ItemAnswer {
    world.marks.hit(answer.mark, isStripe: isStripe)
    world.note(name, "\(item.id.suffix(6)) is answered \(answer.mark)")
    if case .conflicting = answer {
      world.report(.i23, "\(item.id): the provider holds another quantity of its bucket than was frozen")
    }
    if case .delivered = answer { deliveredByAnswer.insert(item.id) }
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
}

extension World {
  /// The date of an answer: whole seconds, sometimes off within what the providers promise, or far off, as a proxy's.
  func dateOfAnswer() -> Instant {
    var seconds = now.epochSeconds
    if choices.happens(.dateOff) {
      marks.hit(.dateOff)
      seconds += choices.pick([-900, -60, 60, 900])
    }
    if choices.happens(.dateFarOff) {
      marks.hit(.dateFarOff)
      seconds += choices.pick([-20 * 86_400, -7_200, 7_200, 20 * 86_400])
    }
    return Instant(epochSeconds: seconds)
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
