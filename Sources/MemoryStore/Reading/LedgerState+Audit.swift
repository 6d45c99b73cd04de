import Billing

extension LedgerState {
  /// Control totals, each computed two ways.
  func audit(events: Bool) -> LedgerAudit {
    var equations: [LedgerAudit.Equation] = events ? eventEquations() : []
    equations.reserveCapacity(equations.count + 16)
    addMoney(to: &equations)
    addVerdicts(to: &equations, events: events)
    addDispatches(to: &equations)
    return LedgerAudit(equations: equations)
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

  private func addMoney(to equations: inout [LedgerAudit.Equation]) {
    var tallies = ShortTable<ProviderID, MoneyTally>()
    for index in itemRows.indices where itemRows[index].item.progress.state != .superseded {
      let place = tallies.place(of: itemRows[index].item.bucket.provider, beginningWith: MoneyTally())
      tallies.values[place].units += itemRows[index].item.units
    }
    var rightCount = 0
    for (key, carry) in carries {
      let place = tallies.place(of: key.provider, beginningWith: MoneyTally())
      tallies.values[place].emitted += carry.emittedUnits
      tallies.values[place].cumulative += carry.cumulativeSteps
      let isRight =
        Rounding.down.quotient(carry.cumulativeSteps, by: carry.stepsPerUnit) == carry.emittedUnits
      if isRight { rightCount += 1 }
    }
    for index in chargeRows.indices {
      guard case .planned = chargeRows[index].charge.state else { continue }
      let place = tallies.place(of: chargeRows[index].charge.provider, beginningWith: MoneyTally())
      tallies.values[place].billed += chargeRows[index].charge.billedSteps
    }
    for place in tallies.places(by: <) {
      let (provider, tally) = (tallies.keys[place].name, tallies.values[place])
      equations.append(
        .init("units of items = units emitted by carries, \(provider)", tally.units, tally.emitted))
      equations.append(
        .init("steps of planned charges = steps of carries, \(provider)", tally.billed, tally.cumulative))
    }
    equations.append(
      .init("carries that emitted the whole units of their sum = carries", rightCount, carries.count))
  }

  private func addDispatches(to equations: inout [LedgerAudit.Equation]) {
    let count = itemRows.count
    let tally = itemTally()
    var sealedCount = 0
    for index in cellRows.indices where cellRows[index].sealID != nil { sealedCount += 1 }
    var countedCount = 0
    for index in sealRows.indices { countedCount += sealRows[index].cellCount }
    equations += [
      .init("items whose allocations add up to their units = items", tally.allocated, count),
      .init("items whose bytes have their digest = items", tally.unchanged, count),
      .init("items whose history ends in their state = items", tally.told, count),
      .init("delivered items = receipts", tally.delivered, tally.receipted),
      .init("attempts of items = attempts recorded", tally.attempts, attemptRows.count),
      .init("sealed windows = seals", windows.count - windows[sealRows.count...].count, sealRows.count),
      .init("cells sealed = cells counted by seals", sealedCount, countedCount),
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

/// Sums of one provider.
private struct MoneyTally {
  var units: Int128 = 0
  var emitted: Int128 = 0
  var billed: Int128 = 0
  var cumulative: Int128 = 0
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
  init<Number: BinaryInteger>(_ name: String, _ left: Number, _ right: Number) {
    let text = Self.text(left)
    self.init(name: name, left: text, right: left == right ? text : Self.text(right))
  }

  /// Nearly every number is a word, whose text is made sooner.
  private static func text(_ number: some BinaryInteger) -> String {
    Int(exactly: number).map { String($0) } ?? String(number)
  }
}
