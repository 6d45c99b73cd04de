import Jobs
import Configuration
import Foundation

/// Where each configured provider is called. The environment goes before the settings, so that a rehearsal needs no
/// file changed.
struct ProviderEndpoints {
  /// Stripe's address; `nil` for Stripe's own.
  let stripe: String?
  /// The metering endpoint; `nil` for the region's own.
  let aws: String?
  private let usesStripe: Bool
  private let usesAWS: Bool

  init(settings: BillingSettings, environment: [String: String] = ProcessInfo.processInfo.environment) {
    func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    stripe = variable("STRIPE_API_BASE") ?? settings.stripe?.apiBase
    aws =
      variable("AWS_ENDPOINT_URL_MARKETPLACE_METERING") ?? variable("AWS_ENDPOINT_URL")
      ?? settings.aws?.endpoint
    usesStripe = settings.stripe != nil
    usesAWS = settings.aws != nil
  }

  /// Whether every provider that is configured is on this machine: a rehearsal.
  var areAllLocal: Bool {
    (!usesStripe || Self.isLocal(stripe)) && (!usesAWS || Self.isLocal(aws))
  }

  private static func isLocal(_ address: String?) -> Bool {
    guard let host = address.flatMap({ URL(string: $0)?.host }) else { return false }
    return host == "localhost" || host == "::1" || host.hasPrefix("127.")
  }
}
