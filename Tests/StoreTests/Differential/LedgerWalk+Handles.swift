import Billing

extension LedgerWalk {
  /// Takes the lease and begins a run.
  mutating func acquire() throws {
    try pair.same("acquire") { [now] store in
      try store.acquireLease(TestLedger.owner("run nightly"), at: now, witness: .waived)
      return true
    }
    let run = RunRecord(name: "nightly", actor: "cron@host", reason: "", startedAt: now)
    runID = try pair.same("begin") { try $0.beginRun(run) } ?? 0
  }

  /// Gives the lease back or is killed; tries to write without it; takes it again. A second handle is refused while it
  /// is held.
  mutating func changeHands() throws {
    try pair.sameOfSecondHandles("acquire what is held") { [now] store in
      try store.acquireLease(TestLedger.owner("import"), at: now, witness: .waived)
      return true
    }
    if random.isOne(in: 4) { try restore() }
    if random.isOne(in: 2) {
      try pair.reopen()
    } else {
      try pair.same("release") { store in
        store.releaseLease()
        return true
      }
    }
    try post()
    try apply()
    try addWindows()
    try pair.same("acquire an older copy") { [now] store in
      let found = try store.identity()
      let ahead = WitnessMark(ledgerID: found.ledgerID, epoch: found.epoch + 1, attemptCount: 0)
      do {
        try store.acquireLease(TestLedger.owner("run"), at: now, witness: .against(ahead))
        return false
      } catch StoreError.rolledBack {
        return true
      }
    }
    try acquire()
  }

  private mutating func restore() throws {
    let hour = UTCHour(index: 498_696 + Int64(random.below(30)))
    try pair.same("note restored") { [runID] store in
      try store.noteRestored(before: hour, runID: runID)
      return true
    }
  }
}
