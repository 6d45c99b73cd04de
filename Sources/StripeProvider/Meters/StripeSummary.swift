import Billing
import Hashing
import HTTPTransport
import ProviderTiming
import StrictJSON

/// Reads the answer of `GET /v1/billing/meters/{id}/event_summaries` for one bucket. Pure.
enum StripeSummary {
  /// The bucket's total; no summary at all means that Stripe counts nothing in it.
  static func total(_ outcome: HTTPOutcome, meterID: String, isTotal: Bool) -> BucketTotal {
    let response: HTTPResponse
    switch outcome {
    case .failed(let failure):
      return .unreachable(
        reason: SafeText.message("Stripe is not reachable: \(failure.cause.rawValue): \(failure.detail)"))
    case .answered(let answered): response = answered
    }
    guard response.status == 200 else {
      let message = StripeErrorBody(response.body)?.message ?? "no error object"
      return .unreachable(
        reason: SafeText.message(
          "Stripe answered \(response.status) for the summary of the meter \(meterID): \(message)"))
    }
    guard let valueText = valueText(response.body, meterID: meterID) else {
      return .unreachable(reason: "the answer for the meter \(meterID) is not one event summary")
    }
    return .counted(
      valueText: valueText, accumulation: isTotal ? .total : .delta,
      evidence: Receipt(
        kind: .found, providerRecordID: nil, requestID: response.header("Request-Id").map(SafeText.message),
        providerDate: response.header("Date").flatMap(HTTPDate.instant), status: response.status,
        bodyDigest: Digest256(of: response.body).hex, bodyExcerpt: SafeText.excerpt(response.body)))
  }

  /// `nil` unless the body is a list of at most one summary of that meter, and all of the list.
  private static func valueText(_ body: [UInt8], meterID: String) -> String? {
    let list: JSONValue
    do throws(JSONError) {
      list = try JSONReader.read(body)
    } catch {
      return nil
    }
    guard list["object"]?.string == "list", list["has_more"]?.bool == false, let data = list["data"]?.array,
      data.count <= 1
    else { return nil }
    guard let summary = data.first else { return "0" }
    guard summary["object"]?.string == "billing.meter_event_summary", summary["meter"]?.string == meterID
    else { return nil }
    return summary["aggregated_value"]?.number
  }
}
