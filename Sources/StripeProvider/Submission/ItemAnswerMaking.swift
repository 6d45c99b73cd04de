import Billing
import ProviderTiming
import Hashing
import HTTPTransport

/// Turns a verdict into what the dispatch rules understand. Pure.
enum ItemAnswerMaking {
  /// The answer for `item`.
  static func answer(_ verdict: StripeVerdict, item: DispatchItem, response: HTTPResponse?) -> ItemAnswer {
    switch verdict {
    case .counted: return .delivered(receipt(.new, response))
    case .countedBefore: return .delivered(receipt(.duplicate, response))
    case .refusedForNow(let detail, let seconds):
      return .refusedForNow(detail: detail, retryAfterSeconds: seconds)
    case .ambiguous(let detail, let needsNewGeneration, let seconds):
      return .ambiguous(detail: detail, needsNewGeneration: needsNewGeneration, retryAfterSeconds: seconds)
    case .credentialsRefused(let detail): return .closed(detail: detail, closure: .credentialsRefused)
    case .misconfigured(let detail): return .closed(detail: detail, closure: .misconfigured)
    case .tooOld(let detail):
      // Only the sole attempt proves that nothing counts: an earlier one may have been in time.
      if item.progress.attemptCount <= 1 { return .rejected(detail: detail) }
      return .ambiguous(detail: detail, needsNewGeneration: false, retryAfterSeconds: nil)
    case .contentRefused(let detail): return .parked(detail: detail)
    case .contradicted(let detail): return .conflicting(detail: detail)
    case .countedOtherwise(let detail): return .countedOtherwise(detail: detail)
    }
  }

  private static func receipt(_ kind: Receipt.Kind, _ response: HTTPResponse?) -> Receipt {
    guard let response else { preconditionFailure("only an answer proves delivery") }
    return Receipt(
      kind: kind, providerRecordID: nil, requestID: response.header("Request-Id").map(SafeText.message),
      providerDate: response.header("Date").flatMap(HTTPDate.instant), status: response.status,
      bodyDigest: Digest256(of: response.body).hex, bodyExcerpt: SafeText.excerpt(response.body))
  }
}
