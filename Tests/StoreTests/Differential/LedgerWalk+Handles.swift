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

  /// The lease goes to a recovery; a new run goes on.
  private mutating func restore() throws {
    let hour = UTCHour(index: 498_688 + Int64(random.below(10)))
    try pair.same("release for a recovery") { store in
      store.releaseLease()
      return true
    }
    try pair.same("recover") { [now] store in
      try store.acquireLease(TestLedger.owner("recover"), at: now, witness: .recovering(before: hour))
      return true
    }
    try pair.same("restored identity") { store in
      let identity = try store.identity()
      return [identity.restoredBefore, identity.sealedThrough, identity.sentBefore]
    }
  }
}
