import AWSMarketplaceProvider
import Billing
import Configuration
import FailPoints
import Foundation
import HTTPTransport
import Jobs
import StripeProvider

extension Wiring {
  /// The configured targets, in no order of importance: a new target is one adapter and one line here.
  func providers(isDryRun: Bool) throws(CommandFailure) -> [any Provider] {
    let endpoints = ProviderEndpoints(settings: settings)
    return [try stripe(endpoints, isDryRun: isDryRun), try marketplace(endpoints, isDryRun: isDryRun)]
      .compactMap(\.self)
  }

  private func stripe(_ endpoints: ProviderEndpoints, isDryRun: Bool) throws(CommandFailure) -> (
    any Provider
  )? {
    guard let stripe = settings.stripe else { return nil }
    let configuration = StripeConfiguration(
      key: try StripeKeySource.key(file: stripe.apiKeyFile), isLive: stripe.isLive, account: stripe.account,
      apiBase: endpoints.stripe, requestsPerSecond: stripe.requestsPerSecond)
    return StripeProvider(
      configuration: configuration, http: transport(.httpsAndLoopbackHTTP, isDryRun: isDryRun), clock: clock)
  }

  private func marketplace(
    _ endpoints: ProviderEndpoints, isDryRun: Bool
  ) throws(CommandFailure) -> (any Provider)? {
    guard let aws = settings.aws else { return nil }
    let configuration = AWSMarketplaceConfiguration(
      profile: aws.profile, endpoint: endpoints.aws, acceptanceWindowHours: Int64(aws.acceptanceWindowHours),
      requestsPerSecondMax: aws.requestsPerSecond)
    return AWSMarketplaceProvider(
      configuration: configuration, environment: .ofThisProcess(),
      http: transport(.httpsAndLoopbackHTTP, isDryRun: isDryRun),
      credentialHTTP: transport(.httpsAndCredentialEndpointHTTP, isDryRun: isDryRun), clock: clock)
  }

  private func transport(_ policy: URLPolicy, isDryRun: Bool) -> any HTTPSending {
    FailPoints.around(isDryRun ? NoTransport() : CurlTransport(CurlConfiguration(policy: policy)))
  }
}

/// What a dry run has in place of the network.
final class NoTransport: HTTPSending {
  func send(_ requests: [HTTPRequest], concurrencyMax: Int) -> [HTTPOutcome] {
    requests.map { _ in
      .failed(HTTPFailure(cause: .notAllowed, nothingWasSent: true, detail: "a dry run has no transport"))
    }
  }
}
