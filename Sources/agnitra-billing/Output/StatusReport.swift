import Billing
import Jobs
import Metering

/// Where the ledger stands, for people.
struct StatusReport {
  let standing: LedgerStanding
  let verification: VerificationStanding
  /// All that are looked at for alarms, most pressing first.
  let debts: [Debt]
  /// So many of them are listed.
  let listedCountMax: Int
  let lastRun: RunRecord?
  let now: Instant

  var lines: [String] {
    summary + verificationLines + AlarmReport.lines(of: debts, now: now) + totals + debtLines + quarantineLine
  }

  private var summary: [String] {
    let sealed = standing.sealedThrough.map { "sealed up to \($0.text)" } ?? "nothing sealed yet"
    let run = lastRun.map { run in
      let end = run.exitCode.map { "exit \($0)" } ?? "not finished"
      return "last run: \(run.name) at \(run.startedAt), \(end)"
    }
    return ["\(Phrases.count(standing.eventCount, "event")) posted, \(sealed)"] + [run].compactMap { $0 }
  }

  private var verificationLines: [String] {
    let counts = Verdict.Outcome.allCases.compactMap { outcome in
      verification.countOfOutcome[outcome].map { "\($0) \(outcome.rawValue)" }
    }
    let lapsed = verification.lapsedCount == 0 ? [] : ["\(verification.lapsedCount) lapsed"]
    let verdicts = (counts + lapsed).joined(separator: ", ")
    let causes = verification.waiting.map { line in
      "  \(line.count) \(line.cause.phrase(worth: Phrases.money(line.money)))"
    }
    let waiting =
      verification.waitingCount == 0
      ? []
      : [
        "\(Phrases.count(verification.waitingCount, "claim")) \(verification.waitingCount == 1 ? "waits" : "wait") "
          + "for a verdict, claimed worth \(Phrases.money(verification.waitingMoney)):"
      ] + causes
    return (verdicts.isEmpty ? [] : ["verdicts that count now: \(verdicts)"]) + waiting
  }

  private var totals: [String] {
    var table = TextTable(header: ["provider", "state", "count", "worth"], rightAligned: [2])
    for line in standing.items {
      table.add([line.provider.name, line.state.rawValue, "\(line.count)", Phrases.money(line.money)])
    }
    for line in standing.charges {
      table.add([
        line.provider.name, "\(line.state.rawValue) (\(line.reason))", "\(line.count)",
        Phrases.money(line.money),
      ])
    }
    return table.isEmpty ? [] : [""] + table.lines
  }

  private var debtLines: [String] {
    guard standing.debtCount > 0 else {
      return ["", verification.waitingCount == 0 ? "nothing is owed" : "of what is sealed nothing is owed"]
    }
    var table = TextTable(header: [
      "reference", "provider", "state", "alarm", "age", "worth", "deadline", "of", "why",
    ])
    var causes = DebtCauses()
    let listed = debts.prefix(listedCountMax)
    for debt in listed {
      table.add([
        debt.reference, debt.provider.name, debt.state.rawValue, debt.alarm(now: now)?.rawValue ?? "-",
        Phrases.age(seconds: now.seconds(since: debt.usageHour.start)),
        debt.money.map { Phrases.money([$0]) } ?? "-",
        debt.deadlineAt.map { $0 < now ? "passed" : "in \(Phrases.age(seconds: $0.seconds(since: now)))" }
          ?? "-",
        debt.subject, causes.mark(of: debt),
      ])
    }
    let unlistedCount = standing.debtCount - listed.count
    let unlisted = unlistedCount > 0 ? ["... and \(unlistedCount) more: --limit \(standing.debtCount)"] : []
    return [""] + table.lines + unlisted + causes.lines
  }

  private var quarantineLine: [String] {
    guard standing.quarantinedCount > 0 else { return [] }
    return [
      "",
      "\(Phrases.count(standing.quarantinedCount, "row")) in quarantine: see agnitra-billing quarantine list",
    ]
  }
}

/// Why debts are open and what to do, each said once under the table: many debts have the same cause, and a cause may
/// be longer than any column.
private struct DebtCauses {
  private var causes: [(reason: String, nextAction: String)] = []

  /// The mark of a debt's cause, `[1]` for the first.
  mutating func mark(of debt: Debt) -> String {
    let cause = (reason: debt.reason.isEmpty ? debt.state.rawValue : debt.reason, nextAction: debt.nextAction)
    if let index = causes.firstIndex(where: { $0 == cause }) { return "[\(index + 1)]" }
    causes.append(cause)
    return "[\(causes.count)]"
  }

  var lines: [String] {
    causes.enumerated().flatMap { index, cause in
      let mark = "[\(index + 1)]"
      let indent = String(repeating: " ", count: mark.count)
      return ["", "\(mark) \(cause.reason)", "\(indent) what to do: \(cause.nextAction)"]
    }
  }
}

extension VerificationStanding.Cause {
  /// Why claims of that worth wait, and what goes on from there.
  fileprivate func phrase(worth: String) -> String {
    switch self {
    case .notTried: "not tried yet, worth \(worth): run nightly or verify tries them"
    case .deferred: "deferred, worth \(worth): verify --dry-run names them, explain says why"
    case .inconclusive:
      "tried without a result, worth \(worth): verify --dry-run names them, explain says why"
    case .lapsed: "whose verdict counts no more, worth \(worth): run nightly or verify tries them again"
    case .usageTooOld:
      "of usage older than a verdict of today would cover, worth \(worth): agree on it with the customer"
    }
  }
}
