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
      for (event, isPosted) in zip(row.block.rows, row.isPosted) where isPosted {
        metered.add(event.event.amounts)
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
    for row in itemRows where row.item.progress.state != .superseded {
      units[row.item.bucket.provider, default: 0] += row.item.units
    }
    for (key, carry) in carries {
      emitted[key.provider, default: 0] += carry.emittedUnits
      cumulative[key.provider, default: 0] += carry.cumulativeSteps
    }
    for case (let charge, .planned) in chargeRows.lazy.map({ ($0.charge, $0.charge.state) }) {
      billed[charge.provider, default: 0] += charge.billedSteps
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
    let items = itemRows.lazy
    let allocated = items.filter { row in row.allocations.reduce(0) { $0 + $1.units } == row.item.units }
    let unchanged = items.filter { [byteReading] row in
      byteReading.digest.map { $0(row.item.payload.bytes) == row.item.payload.digest } ?? true
    }
    let told = items.filter { ($0.history.last?.to ?? .planned) == $0.item.progress.state }
    return [
      .init("items whose allocations add up to their units = items", allocated.count, items.count),
      .init("items whose bytes have their digest = items", unchanged.count, items.count),
      .init("items whose history ends in their state = items", told.count, items.count),
      .init(
        "delivered items = receipts", items.count { $0.item.progress.state == .delivered },
        items.count { $0.receipt != nil }),
      .init(
        "attempts of items = attempts recorded", items.reduce(0) { $0 + $1.item.progress.attemptCount },
        attemptRows.count),
      .init("sealed windows = seals", windows.count - dueWindows.count, sealRows.count),
      .init(
        "cells sealed = cells counted by seals", cellRows.count { $0.sealID != nil },
        sealRows.reduce(0) { $0 + $1.cellCount }),
    ]
  }
}

extension LedgerAudit.Equation {
  init(_ name: String, _ left: some BinaryInteger, _ right: some BinaryInteger) {
    self.init(name: name, left: "\(left)", right: "\(right)")
  }
}
