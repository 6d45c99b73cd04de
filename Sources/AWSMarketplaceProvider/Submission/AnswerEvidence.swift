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
  private let body: [UInt8]

  init(response: HTTPResponse) {
    date = response.header("Date").flatMap(HTTPDate.instant)
    retryAfterSeconds = response.header("Retry-After").flatMap { Int64($0) }.flatMap {
      (0...86_400).contains($0) ? $0 : nil
    }
    status = response.status
    requestID = response.header("x-amzn-RequestId")
    bodyDigest = Digest256(of: response.body).hex
    body = response.body
  }

  /// The receipt of one accepted record, which keeps the record's own entry of the answer: an answer tells of 25. AWS
  /// answers a resend of the same record just like the first.
  func receipt(recordID: String?, entry: Range<Int>) -> Receipt {
    let excerpt = body[entry].prefix(AWSMarketplaceLimits.receiptExcerptByteCountMax)
    return Receipt(
      kind: .new, providerRecordID: recordID, requestID: requestID, providerDate: date, status: status,
      bodyDigest: bodyDigest, bodyExcerpt: String(decoding: excerpt, as: UTF8.self))
  }
}
