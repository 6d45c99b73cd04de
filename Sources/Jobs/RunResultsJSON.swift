import Billing
package import StrictJSON

extension RunResults {
  /// The results as `run_results.json` and `--json` hold them; numbers of money and quantity are text.
  package var json: JSONValue {
    .members([
      "schema_version": .integer(1), "run_id": .integer(runID), "job": .string(plan.job.name),
      "dry_run": .bool(isDryRun), "actor": .string(plan.actor), "reason": .string(plan.reason),
      "window": plan.window.map { .string($0.text) } ?? .null, "started_at": .string(startedAt.text),
      "finished_at": .string(finishedAt.text),
      "steps": .members([
        "import": .array(imports.map(\.json)), "verify": .array(verifications.map(\.json)),
        "seal": .array(seals.map(\.json)),
        "dispatch": .array(dispatches.map(\.json)),
      ]),
      "licence_breaks": .array(licenceBreaks.map(\.json)),
      "alarms": .array(alarms.map(\.json)),
      "windows_still_due": .integer(dueWindowCount),
      "failure": failure.map { .string($0.description) } ?? .null,
      "standing": standing.json,
      "equations": .array(audit.equations.map(\.json)), "exit_code": .integer(exitStatus.code),
    ])
  }

  /// `json` for people and files.
  package var text: String { String(decoding: JSONWriter.pretty(json), as: UTF8.self) }
}

extension ImportResult {
  var json: JSONValue {
    .members([
      "source": .string(source.name), "sha256": source.contentDigest.map { .string($0) } ?? .null,
      "was_complete": .bool(wasComplete), "this_run": tally.json, "earlier_runs": earlierTally.json,
      "failure": failure.map { .string($0.description) } ?? .null,
      "notes": .array(notes.map { .string($0) }),
    ])
  }
}

extension PostingTally {
  var json: JSONValue {
    .members([
      "read": .integer(readCount), "posted": .integer(postedCount),
      "already_posted": .integer(alreadyPostedCount),
      "conflicting": .integer(conflictCount), "quarantined": .integer(quarantinedCount),
      "key_sum": .string(String(keySum)),
    ])
  }
}

extension SealResult {
  var json: JSONValue {
    let items = itemCountOfProvider.sorted { $0.key < $1.key }.map {
      ($0.key.name, JSONValue.integer($0.value))
    }
    return .members([
      "window": .string(window.text), "cells": .integer(cellCount),
      "cells_before_billing_starts": .integer(cellCountBeforeBilling),
      "charges_planned": .integer(plannedCount),
      "charges_held": .integer(heldCount), "charges_skipped": .integer(skippedCount),
      "items": .object(JSONObject(items)), "money": money.json,
    ])
  }
}

extension DispatchResult {
  var json: JSONValue {
    let entered = enteredCount.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { ($0.key.rawValue, JSONValue.integer($0.value)) }
    return .members([
      "provider": .string(provider.name), "attempts": .integer(attemptCount),
      "delivered": .integer(deliveredCount),
      "delivered_before": .integer(duplicateCount), "delivered_money": deliveredMoney.json,
      "entered": .object(JSONObject(entered)), "ambiguous": .integer(ambiguousCount),
      "conflicts": .integer(conflictCount), "closure": closure.map { .string($0.rawValue) } ?? .null,
      "detail": .string(detail), "ended_early": .bool(endedEarly),
    ])
  }
}

extension LedgerStanding {
  /// The standing as JSON.
  package var json: JSONValue {
    .members([
      "events": .integer(eventCount), "quarantined": .integer(quarantinedCount),
      "sealed_through": sealedThrough.map { .string($0.text) } ?? .null,
      "items": .array(
        items.map { line in
          .members([
            "provider": .string(line.provider.name), "state": .string(line.state.rawValue),
            "count": .integer(line.count), "money": line.money.json,
          ])
        }),
      "charges": .array(
        charges.map { line in
          .members([
            "provider": .string(line.provider.name), "state": .string(line.state.rawValue),
            "reason": .string(line.reason), "count": .integer(line.count), "money": line.money.json,
          ])
        }),
    ])
  }
}

extension DebtAlarmLine {
  var json: JSONValue {
    .members([
      "alarm": .string(alarm.rawValue), "count": .integer(count), "money": money.json,
      "first_deadline_at": firstDeadlineAt.map { .string($0.text) } ?? .null,
    ])
  }
}

extension LedgerAudit.Equation {
  var json: JSONValue {
    .members(["name": .string(name), "left": .string(left), "right": .string(right), "holds": .bool(holds)])
  }
}

extension [Money] {
  /// One member a currency, exact text.
  var json: JSONValue { .object(JSONObject(map { ($0.currency.code, JSONValue.string($0.text)) })) }
}
