import Billing
import HTTPTransport

/// What a run learnt about the meters it sends to. Each is asked for once a run: Stripe counts reads.
struct StripePreflight {
  /// What is known of one meter.
  enum Finding: Hashable {
    case found(StripeMeter)
    /// Stripe knows no such meter, or the answer makes no sense; asking again in this run is of no use.
    case unusable(String)
  }
  /// What one look-up came to.
  enum LookUp: Hashable {
    case learnt(Finding)
    /// Not learnt now; the next question asks again.
    case unreachable(String)
    case credentialsRefused(String)
    case misconfigured(String)
  }
  private var findings: [String: Finding] = [:]

  /// The meters among `addresses` that nothing is known of, sorted.
  func unknownMeterIDs(_ addresses: [StripeEventAddress]) -> [String] {
    Set(addresses.map(\.meterID)).filter { findings[$0] == nil }.sorted()
  }

  /// Whether any look-up of this run succeeded.
  var knowsAnything: Bool { !findings.isEmpty }

  /// Keeps what was learnt.
  mutating func learn(_ finding: Finding, meterID: String) { findings[meterID] = finding }

  /// Why events of `address` must not be sent, or `nil` when they may.
  func obstacle(_ address: StripeEventAddress) -> String? {
    switch findings[address.meterID] {
    case .found(let meter): meter.disagreement(with: address)
    case .unusable(let reason): reason
    case nil:
      "the Stripe meter \(address.meterID) could not be looked up; it is asked for again by the next run"
    }
  }

  /// Reads the answer of one look-up.
  static func read(_ outcome: HTTPOutcome, meterID: String, isLive: Bool) -> LookUp {
    switch outcome {
    case .failed(let failure):
      let words = SafeText.message("\(failure.cause.rawValue): \(failure.detail)")
      return failure.cause == .notAllowed
        ? .misconfigured("Stripe's address is not allowed: \(words)")
        : .unreachable("Stripe is not reachable: \(words)")
    case .answered(let response): return read(response, meterID: meterID, isLive: isLive)
    }
  }

  private static func read(_ response: HTTPResponse, meterID: String, isLive: Bool) -> LookUp {
    if response.status == 200 {
      guard let meter = StripeMeter(response.body) else {
        return .unreachable("the answer for the meter \(meterID) is not a Stripe meter")
      }
      guard meter.isLive == isLive else {
        return .misconfigured(
          "the key is of \(meter.isLive ? "live" : "test") mode, but \(isLive ? "live" : "test") mode is configured; "
            + "set the key of the mode, or livemode in the configuration")
      }
      return .learnt(.found(meter))
    }
    let message = StripeErrorBody(response.body)?.message ?? "no error object"
    let words = SafeText.message("Stripe answered \(response.status) for the meter \(meterID): \(message)")
    switch response.status {
    case 401, 403: return .credentialsRefused("\(words); the key needs to read meters and write meter events")
    case 404 where StripeErrorBody(response.body)?.code == "resource_missing":
      return .learnt(.unusable(words))
    case 400: return .learnt(.unusable(words))
    default: return .unreachable(words)
    }
  }
}
