import Billing
import HTTPTransport

/// Builds the requests of this adapter.
struct StripeRequests {
  let key: StripeKey
  let configuration: StripeConfiguration

  /// `POST /v1/billing/meter_events` with exactly the frozen bytes.
  func meterEvent(_ item: DispatchItem) -> HTTPRequest {
    HTTPRequest(
      .post, configuration.apiBase + "/v1/billing/meter_events",
      headers: headers + [
        HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
        HTTPHeader(
          "Idempotency-Key", Self.idempotencyKey(itemID: item.id, generation: item.progress.generation)),
      ], body: item.payload.bytes, limits: StripeLimits.exchange)
  }

  /// `GET /v1/billing/meters/{id}`. The id comes from the catalog, hence letters, digits and underscores only.
  func meter(_ id: String) -> HTTPRequest {
    HTTPRequest(
      .get, configuration.apiBase + "/v1/billing/meters/\(id)", headers: headers,
      limits: StripeLimits.exchange)
  }

  /// `GET /v1/billing/meters/{id}/event_summaries` over exactly the bucket: hour boundaries are minute boundaries too,
  /// and without a grouping window there is one summary at most.
  func summary(_ address: StripeEventAddress, _ hours: BillingWindow) -> HTTPRequest {
    let query = FormEncoding.encode([
      .init("customer", address.customer), .init("start_time", String(hours.start.start.epochSeconds)),
      .init("end_time", String(hours.end.start.epochSeconds)),
    ])
    return HTTPRequest(
      .get,
      configuration.apiBase + "/v1/billing/meters/\(address.meterID)/event_summaries?"
        + String(decoding: query, as: UTF8.self), headers: headers, limits: StripeLimits.exchange)
  }

  /// Derivable from the item alone, because Stripe's reports of later failures name the key and nothing else.
  static func idempotencyKey(itemID: String, generation: Int) -> String {
    let key = "\(itemID)#\(generation)"
    precondition(
      key.utf8.count <= StripeLimits.idempotencyKeyLengthMax, "an Idempotency-Key has 255 characters")
    return key
  }

  private var headers: [HTTPHeader] {
    [HTTPHeader("Authorization", key.authorization), HTTPHeader("Stripe-Version", StripeLimits.apiVersion)]
      + (configuration.account.map { [HTTPHeader("Stripe-Account", $0)] } ?? [])
  }
}
