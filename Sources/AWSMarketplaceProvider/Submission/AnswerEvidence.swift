import Billing
import ProviderTiming
import HTTPTransport
import Hashing

/// What of an answer is kept as proof.
struct AnswerEvidence {
  let response: HTTPResponse

  /// AWS's clock in the answer.
  var date: Instant? { response.header("Date").flatMap(HTTPDate.instant) }

  /// How long AWS asks us to wait.
  var retryAfterSeconds: Int64? {
    response.header("Retry-After").flatMap { Int64($0) }.flatMap { (0...86_400).contains($0) ? $0 : nil }
  }

  /// The receipt of one accepted record. AWS answers a resend of the same record just like the first.
  func receipt(recordID: String?) -> Receipt {
    let excerpt = response.body.prefix(AWSMarketplaceLimits.receiptExcerptByteCountMax)
    return Receipt(
      kind: .new, providerRecordID: recordID, requestID: response.header("x-amzn-RequestId"),
      providerDate: date,
      status: response.status, bodyDigest: Digest256(of: response.body).hex,
      bodyExcerpt: String(decoding: excerpt, as: UTF8.self))
  }
}
