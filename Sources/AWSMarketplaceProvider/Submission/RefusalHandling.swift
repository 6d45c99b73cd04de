import Billing

/// What is done about a request that AWS refused as a whole. Pure.
enum RefusalHandling {
  /// The next step.
  enum Step: Hashable {
    /// Forget the credentials, ask the chain again, send again.
    case renewCredentials
    /// Sign again by AWS's clock, send again.
    case signAgain
    /// Send each half by itself: some record, not named, is at fault.
    case halve
    /// The one record that was sent is at fault.
    case judge
    /// The same answer for every record of the request.
    case answerAll(ItemAnswer)
    /// The same, and nothing more is sent now.
    case stop(ItemAnswer)
  }

  /// What was already tried for this request.
  struct Tried: Hashable {
    var renewedCredentials = false
    var signedAgain = false
  }

  /// The step for `error`, given a request of `recordCount` records.
  static func step(
    for error: AWSErrorType, recordCount: Int, tried: Tried, retryAfterSeconds: Int64?
  ) -> Step {
    switch error.meaning {
    case .throttled, .serverFailed:
      return .stop(.refusedForNow(detail: error.sentence, retryAfterSeconds: retryAfterSeconds))
    case .clockSkewed where !tried.signedAgain: return .signAgain
    case .clockSkewed:
      return .stop(
        .refusedForNow(
          detail: "the clocks differ, and signing by AWS's Date did not help: \(error.sentence)",
          retryAfterSeconds: retryAfterSeconds))
    case .credentialsRefused where !tried.renewedCredentials: return .renewCredentials
    case .credentialsRefused:
      return .stop(
        .closed(
          detail:
            "AWS refuses the credentials (\(error.sentence)); they must be the seller account's and allow "
            + "aws-marketplace:BatchMeterUsage", closure: .credentialsRefused))
    case .regionDisabled:
      return .stop(
        .closed(
          detail:
            "metering is switched off in this region (\(error.sentence)); ask AWS Marketplace to enable it, "
            + "or correct the route's region", closure: nil))
    case .serviceMistaken:
      return .stop(
        .closed(
          detail: "what answers is not the metering service (\(error.sentence)); correct the endpoint",
          closure: .misconfigured))
    case .productUnknown:
      return .answerAll(
        .parked(detail: "\(error.sentence); the route's product_code must be the product's metering code"))
    case .outOfWindow, .recordRefused: return recordCount > 1 ? .halve : .judge
    }
  }

  /// The answer for the one record that AWS refused. `mayHaveCounted` speaks of earlier attempts.
  static func judge(
    _ error: AWSErrorType, item: DispatchItem, mayHaveCounted: Bool, window: AcceptanceWindow, now: Instant
  ) -> ItemAnswer {
    guard error.meaning == .outOfWindow else {
      return .parked(detail: "\(error.sentence); \(remedy(error.name))")
    }
    if window.standing(of: item.bucket.start, at: now) == .notOver {
      return .refusedForNow(
        detail: "the hour \(item.bucket.start.text) is not over by AWS's clock (\(now))",
        retryAfterSeconds: 3_600)
    }
    // A refusal now says nothing about an earlier attempt.
    guard !mayHaveCounted else {
      return .ambiguous(
        detail:
          "AWS no longer accepts the hour \(item.bucket.start.text), and an earlier attempt may have counted",
        needsNewGeneration: false, retryAfterSeconds: nil)
    }
    return .rejected(
      detail:
        "AWS no longer accepts the hour \(item.bucket.start.text) (\(error.sentence); by AWS's clock \(now))")
  }

  private static func remedy(_ name: String) -> String {
    switch name {
    case "InvalidUsageDimensionException":
      "the route's dimension must be the API key of a dimension of that product"
    case "InvalidLicenseException":
      "the licence must be the buyer's and active in that hour; check license_arn, account_id "
        + "and the agreement's first and last hour"
    case "InvalidCustomerIdentifierException":
      "the route's customer_identifier is not a buyer of that product"
    case "InvalidTagException", "InvalidUsageAllocationsException":
      "AWS does not take the split by project; remove project_tag_key from the route, or correct it"
    default:
      "if the product does not take decimal quantities yet, set quantity: integer for the dimension; if it "
        + "does, this is a fault of this program: please report it"
    }
  }
}
