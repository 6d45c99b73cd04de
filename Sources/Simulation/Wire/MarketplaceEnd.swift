import Billing
import HTTPTransport

/// AWS Marketplace metering at the other end of the wire.
final class MarketplaceEnd: WireEnd {
  enum Message {
    case batch([MarketplaceWireRecord], SignatureReading)
    /// A request without signature: only the date of its refusal is of use.
    case time
    case unreadable
  }

  private let process: SimulatedProcess
  private var world: World { process.world }
  /// The last batch that was refused as a whole.
  private var refusedRecords: [Int] = []

  init(_ process: SimulatedProcess) { self.process = process }

  func call(of message: Message) -> SeamCall {
    switch message {
    case .batch, .unreadable: .exchange
    case .time: .askTime
    }
  }

  func outcome(of message: Message, departedMicroseconds: Int64) -> HTTPOutcome {
    switch message {
    case .batch(let records, let signature): outcome(of: records, signature, departedMicroseconds)
    case .time: answerWithTime()
    case .unreadable: .lost
    }
  }
}

// MARK: - Reading

extension MarketplaceEnd {
  private static let hostParts = ("https://", "metering.marketplace.", ".amazonaws.com")

  func depart(_ request: HTTPRequest) -> Message {
    let (scheme, service, domain) = Self.hostParts
    guard request.url.hasPrefix(scheme + service), request.url.hasSuffix(domain + "/") else {
      return refuse("it goes to \(request.url)")
    }
    let host = request.url.dropFirst(scheme.count).dropLast()
    if request.method == .get { return .time }
    guard request.header("X-Amz-Target") == "AWSMPMeteringService.BatchMeterUsage",
      request.header("Content-Type") == "application/x-amz-json-1.1"
    else { return refuse("it is no BatchMeterUsage") }
    let region = String(host.dropFirst(service.count).dropLast(domain.count))
    switch MarketplaceWireRecord.read(request, region: region, process) {
    case .unreadable(let why): return refuse(why)
    case .records(let records):
      noteHalving(records.map(\.number))
      return .batch(records, SignatureReading(request: request, host: String(host), region: region))
    }
  }

  private func refuse(_ why: String) -> Message {
    world.report(.wire, "AWS cannot read a request: \(why)")
    return .unreadable
  }

  private func noteHalving(_ records: [Int]) {
    if records.count < refusedRecords.count, Set(records).isSubset(of: refusedRecords) {
      world.marks.hit(.batchHalved)
    }
  }
}

// MARK: - Answering

extension MarketplaceEnd {
  private func answerWithTime() -> HTTPOutcome {
    if world.microseconds < world.marketplace.outage.downUntil { return .notSent }
    let fault = world.choices.first(of: .question)
    if let fault { world.marks.hit(fault) }
    switch fault {
    case nil:
      return MarketplaceWireAnswers.error(
        403, "MissingAuthenticationTokenException", "Missing Authentication Token",
        date: world.dateOfAnswer())
    case .connectionRefused: return .notSent
    default: return .timedOut
    }
  }

  private func outcome(
    of records: [MarketplaceWireRecord], _ signature: SignatureReading, _ departedMicroseconds: Int64
  ) -> HTTPOutcome {
    if world.microseconds < world.marketplace.outage.downUntil { return .notSent }
    if let problem = signature.problem(at: world.now) { return refuse(problem) }
    let fault = world.choices.first(of: .marketplace)
    if let fault { world.marks.hit(fault) }
    if fault == .credentialsRefused { world.refuseCredentials(&world.marketplace.outage) }
    if world.microseconds < world.marketplace.outage.credentialsRefusedUntil {
      return error(400, "AccessDeniedException", "not authorized")
    }
    switch fault {
    case .connectionRefused: return .notSent
    case .reset: return .lost
    case .throttled: return error(400, "ThrottlingException", "Rate exceeded")
    case .serverErrorBefore: return serverError()
    case .serverErrorAfter:
      _ = received(records)
      return serverError()
    case .lostAnswer:
      _ = received(records)
      return world.choices.oneIn(2) ? .timedOut : .lost
    case .garbage:
      _ = received(records)
      return .garbage(world, of: 200)
    case .ghost:
      world.marketplace.receiveLater(records.map(\.number), world)
      return .timedOut
    case .repeatedLater: world.marketplace.receiveLater(records.map(\.number), world)
    case .slowProvider: world.advance(to: departedMicroseconds + 29_000_000)
    case .unprocessed: return received(records, skipping: .unprocessed)
    case .notSubscribed: return received(records, skipping: .notSubscribed)
    default: break
    }
    return received(records)
  }

  private func error(_ status: Int, _ name: String, _ message: String) -> HTTPOutcome {
    MarketplaceWireAnswers.error(status, name, message, date: world.dateOfAnswer())
  }

  private func serverError() -> HTTPOutcome {
    world.choices.oneIn(2)
      ? error(500, "InternalServiceErrorException", "internal error")
      : .answer(503, Array("<html>503</html>".utf8), date: world.dateOfAnswer())
  }

  private func refuse(_ problem: SignatureReading.Problem) -> HTTPOutcome {
    let name = "InvalidSignatureException"
    switch problem {
    case .expired: return error(403, name, "Signature expired: it is now earlier than 15 min ago.")
    case .notYetCurrent: return error(403, name, "Signature not yet current: it is still later than now.")
    case .wrong(let words):
      world.report(.wire, "AWS refuses a signature: \(words)")
      return .lost
    }
  }
}

// MARK: - What becomes of records

extension MarketplaceEnd {
  private func received(
    _ records: [MarketplaceWireRecord], skipping verdict: MarketplaceModel.Verdict? = nil
  ) -> HTTPOutcome {
    let numbers = records.map(\.number)
    let skipped: Set<Int> = verdict == nil ? [] : [world.choices.pick(numbers)]
    let result = world.marketplace.receive(numbers, skipped: skipped, as: verdict ?? .unprocessed, world)
    switch result {
    case .success(let verdicts): return answer(records, verdicts)
    case .failure(let refused):
      refusedRecords = numbers
      switch refused.refusal {
      case .outOfWindow: return error(400, "TimestampOutOfBoundsException", "The timestamp is out of bounds.")
      case .recordRefused:
        let names = ["InvalidUsageDimensionException", "InvalidLicenseException"]
        return error(400, world.choices.pick(names), "A record is not acceptable.")
      }
    }
  }

  /// The results stand in any order. The mistake of the mutant `verdictsByPosition` is made here: to whom the first
  /// verdict is about the first record, this one is.
  private func answer(
    _ records: [MarketplaceWireRecord], _ verdicts: [MarketplaceModel.Verdict]
  ) -> HTTPOutcome {
    let first = world.choices.below(records.count)
    let places = (0..<records.count).map { ($0 + first) % records.count }
    let told = places.enumerated().map { position, place in
      (records[world.mutant == .verdictsByPosition ? position : place], verdicts[place])
    }
    return MarketplaceWireAnswers.processed(told, date: world.dateOfAnswer())
  }
}
