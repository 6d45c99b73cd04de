package import Billing
package import StrictJSON

extension Debt {
  /// The debt as `status --json` holds it; `now` gives its age.
  package func json(now: Instant) -> JSONValue {
    .members([
      "reference": .string(reference), "provider": .string(provider.name), "state": .string(state.rawValue),
      "reason": .string(reason), "subject": .string(subject),
      "waits_for": blockingItemID.map { .string($0) } ?? .null, "next_action": .string(nextAction),
      "alarm": alarm(now: now).map { .string($0.rawValue) } ?? .null,
      "usage_hour": .string(usageHour.text),
      "age_seconds": .integer(now.seconds(since: usageHour.start)),
      "money": money.map { [$0].json } ?? .null, "deadline_at": deadlineAt.map { .string($0.text) } ?? .null,
      "next_attempt_at": nextAttemptAt.map { .string($0.text) } ?? .null, "attempts": .integer(attemptCount),
    ])
  }

  /// What a person does about it, or that nothing needs doing.
  package var nextAction: String {
    if let blockingItemID { return "settle \(blockingItemID) first, the earlier revision of its bucket" }
    return switch state {
    case .held:
      HoldReason(rawValue: reason)?.nextAction ?? "look at it, then approve ITEM --reason TEXT"
    case .skipped: "add the credentials or the configuration; the next run sends it by itself"
    case .deferred: "remove the cause; the next run sends it by itself"
    case .planned, .inFlight: "none: the next run goes on with it"
    case .unknown:
      "none while runs ask the provider; else resolve --trail with its records of our calls, or look at its side, of a "
        + "restored ledger at the whole series, then resolve ITEM --counted or --not-counted"
    case .parked: "correct the cause at the provider, then approve it, or resolve it when it may have counted"
    case .delivered, .rejected, .expired, .superseded: "none: it is final"
    }
  }
}

extension QuarantineEntry {
  /// The row as `quarantine --json` holds it; raw bytes as text, invalid UTF-8 replaced.
  package var json: JSONValue {
    .members([
      "id": .integer(id), "source": .string(row.source), "line": .integer(row.line),
      "byte_offset": .integer(row.byteOffset), "reason": .string(row.reason.rawValue),
      "detail": .string(row.detail),
      "at": .string(at.text), "resolved_at": resolvedAt.map { .string($0.text) } ?? .null,
      "raw": .string(String(decoding: row.rawBytes, as: UTF8.self)),
    ])
  }
}

extension Trace {
  /// The trace as `explain --json` holds it. `details` are those of verdicts, by number; `catalog` says which savings
  /// need a verdict.
  package func json(details: [Int64: String], catalog: Catalog) -> JSONValue {
    .members([
      "event_count": .integer(eventCount), "events": .array(events.map(\.json)),
      "cells": .array(cells.map { Self.json(of: $0.cell, sealID: $0.sealID) }),
      "verdicts": .array(verdictBearings.map { $0.json(detail: details[$0.stored.id] ?? "") }),
      "cells_without_verdict": .array(
        unverifiedCells(catalog: catalog).map { .string("cell-\($0.id)") }),
      "charges": .array(charges.map { Self.json(of: $0.charge, id: $0.id) }),
      "items": .array(items.map(\.json)), "attempts": .array(attempts.map(\.json)),
      "receipts": .array(receipts.map { $0.receipt.json(itemID: $0.itemID, at: $0.at) }),
    ])
  }

  private static func json(of cell: StoredCell, sealID: Int64?) -> JSONValue {
    let key = cell.cell.key
    let sums = Measure.allCases.map { measure in
      let unit = measure.unit(currency: key.currency)
      return (measure.rawValue, JSONValue.string(Quantity(steps: cell.cell.sums[measure], unit: unit).text))
    }
    return .members([
      "reference": .string("cell-\(cell.id)"), "seal": sealID.map { .integer($0) } ?? .null,
      "hour": .string(key.hour.text), "project": .string(key.projectID),
      "hardware_tier": .string(key.hardwareTier),
      "claim": .string(key.claim), "currency": .string(key.currency.code),
      "providers": .array(key.providers.map { .string($0.name) }), "events": .integer(cell.cell.eventCount),
      "sums": .object(JSONObject(sums)),
    ])
  }

  private static func json(of charge: Charge, id: Int64) -> JSONValue {
    .members([
      "reference": .string("charge-\(id)"), "cell": .string("cell-\(charge.cellID)"),
      "meter": .string(charge.meterID),
      "provider": .string(charge.provider.name), "quantity": .string(charge.quantity.text),
      "unit": .string(charge.quantity.unit.name), "money": charge.money.map { [$0].json } ?? .null,
      "price": charge.priceID.map { .string($0) } ?? .null, "state": .string(charge.state.word),
      "item": charge.state.itemID.map { .string($0) } ?? .null,
      "verdict": charge.verification.map { .string("verdict-\($0.verdictID)") } ?? .null,
      "accepted_quantity": charge.verification.map {
        .string(Quantity(steps: $0.acceptedSteps, unit: charge.quantity.unit).text)
      } ?? .null,
    ])
  }
}

extension Charge.State {
  /// The state in a word, with its reason.
  package var word: String {
    switch self {
    case .planned(let itemID): itemID == nil ? "carried" : "planned"
    case .held(let reason): "held (\(reason.rawValue))"
    case .skipped(let reason): "skipped (\(reason))"
    case .replaced: "replaced"
    }
  }

  var itemID: String? { if case .planned(let itemID) = self { itemID } else { nil } }
}

extension PostedEvent {
  var json: JSONValue {
    .members([
      "usage_id": .string(usageID), "hour": .string(hour.text), "source": .string(source),
      "posted_at": .string(postedAt.text), "dispatches": .array(dispatches.map(\.json)),
    ])
  }
}

extension EventDispatch {
  /// The fields of the upstream's own dispatch result, and our references beside them.
  var json: JSONValue {
    .members([
      "provider": .string(provider.name), "status": .string(state.rawValue), "message": .string(message),
      "dispatched_at": dispatchedAt.map { .string($0.text) } ?? .null, "meter": .string(meterID),
      "item": itemID.map { .string($0) } ?? .null,
    ])
  }
}

extension DispatchItem {
  /// The item as `explain --json` and `export --items` hold it.
  package var json: JSONValue {
    .members([
      "reference": .string(id), "provider": .string(bucket.provider.name), "series": .string(bucket.series),
      "bucket": .string(bucket.start.text), "hours": .integer(bucket.hours), "revision": .integer(revision),
      "units": .string("\(units)"), "value": .string(valueText), "money": [money].json,
      "state": .string(progress.state.rawValue), "reason": .string(progress.reason),
      "attempts": .integer(progress.attemptCount), "deadline_at": .string(deadlineAt.text),
      "address": .object(JSONObject(address.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
      "payload_sha256": .string(payload.digest),
      "payload": .string(String(decoding: payload.bytes, as: UTF8.self)),
    ])
  }
}

extension TracedAttempt {
  var json: JSONValue {
    .members([
      "item": .string(itemID), "number": .integer(number), "started_at": .string(startedAt.text),
      "ended_at": endedAt.map { .string($0.text) } ?? .null,
      "outcome": outcome.map { .string($0.kind.rawValue) } ?? .null,
      "detail": outcome.map { .string($0.detail) } ?? .null,
    ])
  }
}

extension Receipt {
  func json(itemID: String, at: Instant) -> JSONValue {
    .members([
      "item": .string(itemID), "kind": .string(kind.rawValue), "at": .string(at.text),
      "provider_record_id": providerRecordID.map { .string($0) } ?? .null,
      "request_id": requestID.map { .string($0) } ?? .null,
      "provider_date": providerDate.map { .string($0.text) } ?? .null, "status": .integer(status),
      "body_sha256": .string(bodyDigest),
    ])
  }
}
