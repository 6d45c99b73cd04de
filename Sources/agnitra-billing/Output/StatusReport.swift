import Billing
import Jobs

/// Where the ledger stands, for people.
struct StatusReport {
  let standing: LedgerStanding
  let debts: [Debt]
  let lastRun: RunRecord?
  let now: Instant

  var lines: [String] {
    summary + AlarmReport.lines(of: debts, now: now) + totals + debtLines + quarantineLine
  }

  private var summary: [String] {
    let sealed = standing.sealedThrough.map { "sealed up to \($0.text)" } ?? "nothing sealed yet"
    let run = lastRun.map { run in
      let end = run.exitCode.map { "exit \($0)" } ?? "not finished"
      return "last run: \(run.name) at \(run.startedAt), \(end)"
    }
    return ["\(Phrases.count(standing.eventCount, "event")) posted, \(sealed)"] + [run].compactMap { $0 }
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
    guard standing.debtCount > 0 else { return ["", "nothing is owed"] }
    var table = TextTable(header: [
      "reference", "provider", "state", "alarm", "age", "worth", "deadline", "of", "why", "next action",
    ])
    for debt in debts {
      table.add([
        debt.reference, debt.provider.name, debt.state.rawValue, debt.alarm(now: now)?.rawValue ?? "-",
        Phrases.age(seconds: now.seconds(since: debt.usageHour.start)),
        debt.money.map { Phrases.money([$0]) } ?? "-",
        debt.deadlineAt.map { $0 < now ? "passed" : "in \(Phrases.age(seconds: $0.seconds(since: now)))" }
          ?? "-",
        debt.subject, debt.reason.isEmpty ? "-" : debt.reason, debt.nextAction,
      ])
    }
    let unlistedCount = standing.debtCount - debts.count
    let unlisted = unlistedCount > 0 ? ["... and \(unlistedCount) more: --limit \(standing.debtCount)"] : []
    return [""] + table.lines + unlisted
  }

  private var quarantineLine: [String] {
    guard standing.quarantinedCount > 0 else { return [] }
    return [
      "",
      "\(Phrases.count(standing.quarantinedCount, "row")) in quarantine: see agnitra-billing quarantine list",
    ]
  }
}
