package import Billing

/// How far verifying is: what waits for a verdict and why, and what the verdicts that count now came to.
package struct VerificationStanding: Hashable, Sendable {
  /// Why a claim still waits. The raw value is what `status --json` holds.
  package enum Cause: String, CaseIterable, Hashable, Sendable {
    /// No verdict of it was recorded yet.
    case notTried = "not_tried"
    /// It could not be tried: its last verdict is deferred.
    case deferred
    /// It was tried and not enough was learnt.
    case inconclusive
    /// Its last verdict decided, and counts no more: expired, or of another driver.
    case lapsed
    /// All of its usage is older than a verdict of today would cover.
    case usageTooOld = "usage_too_old"
  }

  /// Claims that wait for one cause.
  package struct WaitingLine: Hashable, Sendable {
    /// Why they wait.
    package let cause: Cause
    /// How many claims.
    package let count: Int
    /// What they would bring as claimed, one entry a currency, sorted by code.
    package let money: [Money]
  }

  /// Claims with a verdict that counts for usage of this hour, by its outcome.
  package let countOfOutcome: [Verdict.Outcome: Int]
  /// Claims that were decided once, by verdicts that count for no usage of this hour: expired, or of another driver.
  package let lapsedCount: Int
  /// Claims whose usage waits, in the order of causes.
  package let waiting: [WaitingLine]

  /// The standing of verdicts and waiting claims in an hour.
  package init(claims: [OpenClaim], book: VerdictBook, hour: UTCHour) {
    var (countOfOutcome, lapsedCount): ([Verdict.Outcome: Int], Int) = ([:], 0)
    for claim in book.claims {
      let conclusive = book.verdicts(of: claim).map(\.verdict).filter(\.outcome.isConclusive)
      for tier in Set(conclusive.map(\.hardwareTier)) {
        if let found = book.verdict(of: claim, hardwareTier: tier, hour: hour) {
          countOfOutcome[found.verdict.outcome, default: 0] += 1
        } else {
          lapsedCount += 1
        }
      }
    }
    self.countOfOutcome = countOfOutcome
    self.lapsedCount = lapsedCount
    let claimsOfCause = Dictionary(grouping: claims) { Cause(of: $0, in: book) }
    waiting = Cause.allCases.compactMap { cause in
      claimsOfCause[cause].map {
        WaitingLine(cause: cause, count: $0.count, money: Self.sums(of: $0.flatMap(\.money)))
      }
    }
  }

  /// How many claims wait.
  package var waitingCount: Int { waiting.reduce(0) { $0 + $1.count } }
  /// What all that waits would bring as claimed, one entry a currency, sorted by code.
  package var waitingMoney: [Money] { Self.sums(of: waiting.flatMap(\.money)) }

  private static func sums(of amounts: [Money]) -> [Money] {
    let stepsOfCurrency = amounts.reduce(into: [Currency: Int128]()) { sums, amount in
      sums[amount.currency, default: 0] += amount.steps
    }
    return stepsOfCurrency.sorted { $0.key < $1.key }.map { Money(steps: $0.value, currency: $0.key) }
  }
}

extension VerificationStanding.Cause {
  /// Why a claim of the book's verdicts waits.
  init(of claim: OpenClaim, in book: VerdictBook) {
    if claim.isTooOld {
      self = .usageTooOld
      return
    }
    let last = book.verdicts(of: claim.key).first { $0.verdict.hardwareTier == claim.hardwareTier }
    switch last?.verdict.outcome {
    case nil: self = .notTried
    case .deferred: self = .deferred
    case .inconclusive: self = .inconclusive
    case .verified, .partiallyVerified, .rejected: self = .lapsed
    }
  }
}
