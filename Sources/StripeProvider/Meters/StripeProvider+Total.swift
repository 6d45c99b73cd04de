package import Billing
import HTTPTransport

extension StripeProvider {
  /// Asks for the one summary of the hours: the sum over exactly the events stamped inside them.
  package func total(of item: DispatchItem, in hours: BillingWindow) -> BucketTotal {
    guard let key = configuration.key else { return .unreachable(reason: "no Stripe API key") }
    let address: StripeEventAddress
    do throws(FreezeError) {
      address = try StripeEventAddress(item.address)
    } catch {
      return .unanswerable(reason: "the route's address is not usable for Stripe")
    }
    guard waitForTurn(1) else { return .unreachable(reason: "the run was asked to stop") }
    let request = StripeRequests(key: key, configuration: configuration).summary(address, hours)
    let askedNanoseconds = clock.monotonicNanoseconds()
    guard let outcome = http.send([request], concurrencyMax: 1).first else {
      preconditionFailure("one request has one outcome")
    }
    let total = StripeSummary.total(
      outcome, meterID: address.meterID, isTotal: address.eventTimeWindow != "none")
    if case .counted = total { takeDate(outcome, askedNanoseconds: askedNanoseconds) }
    return total
  }
}
