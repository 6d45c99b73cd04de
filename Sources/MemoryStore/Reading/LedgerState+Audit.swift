import Billing

extension LedgerState {
  /// Control totals, each computed two ways.
  func audit(events: Bool) -> LedgerAudit {
    LedgerAudit(
      equations: (events ? eventEquations() : []) + moneyEquations() + verdictEquations(events: events)
        + dispatchEquations())
  }

  private func eventEquations() -> [LedgerAudit.Equation] {
    let posted = batchRows.reduce(0) { $0 + $1.tally.postedCount }
    let (keySum, batchKeySum) = (
      eventIndex.keys.reduce(UInt64(0)) { $0 &+ $1.high },
      batchRows.reduce(UInt64(0)) { $0 &+ $1.tally.keySum }
    )
    return [
      .init("events in the index = events posted by batches", eventIndex.count, posted),
      // The index is a dictionary: it holds no key twice.
      .init("usage ids in the index = events posted by batches", eventIndex.count, posted),
      .init("sum of keys in the index = sum of keys of batches", keySum, batchKeySum),
      .init(
        "events in blocks = events posted by batches",
        blockRows.reduce(0) { $0 + $1.isPosted.count { $0 } }, posted),
      .init(
        "events in cells = events posted by batches", cellRows.reduce(0) { $0 + $1.cell.eventCount }, posted),
      .init(
        "rows in quarantine = rows quarantined by batches", quarantineRows.count,
        batchRows.reduce(0) { $0 + $1.tally.conflictCount + $1.tally.quarantinedCount }),
    ] + measureEquations()
  }

  private func measureEquations() -> [LedgerAudit.Equation] {
    var (metered, cells) = (MeasureSums(), MeasureSums())
    for row in blockRows {
      for (event, isPosted) in zip(row.block.records, row.isPosted) where isPosted {
        metered.add(event.amounts)
      }
    }
    for row in cellRows { cells.add(row.cell.sums) }
    let pairs: [(String, KeyPath<MeasureSums, Int128>)] = [
      ("tokens_processed", \.tokens), ("gpu_hours_before", \.gpuHoursBaseline),
      ("gpu_hours_after", \.gpuHoursUsed), ("gpu_hours_saved", \.gpuHoursSaved),
      ("cost_savings", \.costSavings), ("usage_charge", \.usageCharge), ("success_fee", \.successFee),
      ("gpu_milliseconds", \.gpuMilliseconds), ("gpus_peak", \.gpusPeak),
    ]
    let heldMilliseconds = holdRows.reduce(Int128(0)) { $0 + Int128($1.hold.gpuMilliseconds) }
    return pairs.map { name, path in
      .init("\(name) of cells = \(name) of events", cells[keyPath: path], metered[keyPath: path])
    } + [
      .init(
        "gpu_milliseconds held by records = gpu_milliseconds of cells", heldMilliseconds,
        cells.gpuMilliseconds)
    ]
  }

  private func moneyEquations() -> [LedgerAudit.Equation] {
    var units: [ProviderID: Int128] = [:]
    var (emitted, billed, cumulative) = (units, units, units)
    for index in itemRows.indices where itemRows[index].item.progress.state != .superseded {
      units[itemRows[index].item.bucket.provider, default: 0] += itemRows[index].item.units
    }
    for (key, carry) in carries {
      emitted[key.provider, default: 0] += carry.emittedUnits
      cumulative[key.provider, default: 0] += carry.cumulativeSteps
    }
    for index in chargeRows.indices {
      guard case .planned = chargeRows[index].charge.state else { continue }
      billed[chargeRows[index].charge.provider, default: 0] += chargeRows[index].charge.billedSteps
    }
    let equations = Set(units.keys).union(emitted.keys).union(billed.keys).sorted().flatMap { provider in
      [
        LedgerAudit.Equation(
          "units of items = units emitted by carries, \(provider)", units[provider] ?? 0,
          emitted[provider] ?? 0),
        LedgerAudit.Equation(
          "steps of planned charges = steps of carries, \(provider)", billed[provider] ?? 0,
          cumulative[provider] ?? 0),
      ]
    }
    let rightCount = carries.values.count {
      Rounding.down.quotient($0.cumulativeSteps, by: $0.stepsPerUnit) == $0.emittedUnits
    }
    return equations + [
      .init("carries that emitted the whole units of their sum = carries", rightCount, carries.count)
    ]
  }

  private func dispatchEquations() -> [LedgerAudit.Equation] {
    let count = itemRows.count
    let tally = itemTally()
    return [
      .init("items whose allocations add up to their units = items", tally.allocated, count),
      .init("items whose bytes have their digest = items", tally.unchanged, count),
      .init("items whose history ends in their state = items", tally.told, count),
      .init("delivered items = receipts", tally.delivered, tally.receipted),
      .init("attempts of items = attempts recorded", tally.attempts, attemptRows.count),
      .init("sealed windows = seals", windows.count - dueWindows.count, sealRows.count),
      .init(
        "cells sealed = cells counted by seals", cellRows.indices.count { cellRows[$0].sealID != nil },
        sealRows.indices.reduce(0) { $0 + sealRows[$1].cellCount }),
    ]
  }

  /// What of the items holds, in one pass and without copying a row.
  private func itemTally() -> ItemTally {
    var tally = ItemTally()
    for index in itemRows.indices {
      let state = itemRows[index].item.progress.state
      var units: Int128 = 0
      for allocation in itemRows[index].allocations { units += allocation.units }
      if units == itemRows[index].item.units { tally.allocated += 1 }
      if isUnchanged(index) { tally.unchanged += 1 }
      if itemRows[index].history.last?.to ?? .planned == state { tally.told += 1 }
      if state == .delivered { tally.delivered += 1 }
      if itemRows[index].receipt != nil { tally.receipted += 1 }
      tally.attempts += itemRows[index].item.progress.attemptCount
    }
    return tally
  }

  private func isUnchanged(_ index: Int) -> Bool {
    guard let digest = byteReading.digest else { return true }
    return digest(itemRows[index].item.payload.bytes) == itemRows[index].item.payload.digest
  }
}

/// Counts of items of which something holds, and of their attempts.
private struct ItemTally {
  var allocated = 0
  var unchanged = 0
  var told = 0
  var delivered = 0
  var receipted = 0
  var attempts = 0
}

extension LedgerAudit.Equation {
  init(_ name: String, _ left: some BinaryInteger, _ right: some BinaryInteger) {
    self.init(name: name, left: "\(left)", right: "\(right)")
  }
}
