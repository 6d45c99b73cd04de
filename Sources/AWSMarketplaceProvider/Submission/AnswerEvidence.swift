import Billing
import ProviderTiming
import HTTPTransport
import Hashing

/// What of an answer is kept as proof. Made once an answer, which 25 records share.
struct AnswerEvidence {
  /// AWS's clock in the answer.
  let date: Instant?
  /// How long AWS asks us to wait.
  let retryAfterSeconds: Int64?
  private let status: Int
  private let requestID: String?
  private let bodyDigest: String
  private let bodyExcerpt: String

  init(response: HTTPResponse) {
    date = response.header("Date").flatMap(HTTPDate.instant)
    retryAfterSeconds = response.header("Retry-After").flatMap { Int64($0) }.flatMap {
      (0...86_400).contains($0) ? $0 : nil
    }
    status = response.status
    requestID = response.header("x-amzn-RequestId")
    bodyDigest = Digest256(of: response.body).hex
    let excerpt = response.body.prefix(AWSMarketplaceLimits.receiptExcerptByteCountMax)
    bodyExcerpt = String(decoding: excerpt, as: UTF8.self)
  }

  /// The receipt of one accepted record. AWS answers a resend of the same record just like the first.
  func receipt(recordID: String?) -> Receipt {
    Receipt(
      kind: .new, providerRecordID: recordID, requestID: requestID, providerDate: date, status: status,
      bodyDigest: bodyDigest, bodyExcerpt: bodyExcerpt)
  }
}
