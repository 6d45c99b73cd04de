import Billing

extension LedgerWalk {
  /// Posts new events, repetitions, conflicts and bad rows, of a stream or a file that grows.
  mutating func post() throws {
    var blocks: [[EventDraft]] = []
    for _ in 0..<random.below(4) {
      var block: [EventDraft] = []
      for _ in 0...random.below(4) { block.append(anyEvent()) }
      blocks.append(block)
    }
    let quarantined = random.isOne(in: 4) ? [anyBadRow()] : []
    let stream = SourceDescription(name: "-", contentDigest: nil, byteCount: 0)
    var source = random.isOne(in: 2) ? stream : file("file", "content \(random.below(4))")
    let (isLast, isLossy) = (random.isOne(in: 3), random.isOne(in: 12))
    let lineCount = random.below(40)
    // Of some batches the file's digest is not known yet.
    if lineCount % 4 == 0 { source = source.unidentified }
    let batch = EventBatch(blocks, quarantined: quarantined, lineCount: lineCount)
    let run = anyRunID()
    try pair.same("post") { [now] store in
      try store.post(batch, of: source, isLast: isLast, runID: run, at: now) { posted in
        let events = posted.flatMap(\.events)
        return metered(isLossy ? Array(events.dropLast()) : events)
      }
    }
  }

  private mutating func anyEvent() -> EventDraft {
    let usageID = random.isOne(in: 40) ? "e\n" : "e\(random.below(200))"
    var event = draft(
      usageID, project: random.below(3), tier: Self.tiers[random.below(3)],
      providers: Self.providerSets[random.below(4)])
    event.hour = UTCHour(index: 498_696 + Int64(random.below(10)))
    event.gpuHoursAfter = Int64(random.below(5)) * 1_300_000
    event.note = random.isOne(in: 12) ? "other" : ""
    if random.isOne(in: 2) {
      let minute = random.below(20)
      event.hold(
        "GPU-\(random.below(2))", fromMinute: minute, minutes: 1 + random.below(40),
        isShared: random.isOne(in: 3))
    }
    return event
  }

  private mutating func anyBadRow() -> QuarantinedRow {
    QuarantinedRow(
      source: "file", line: random.below(3), byteOffset: 0, reason: .notJSON, detail: "found `x`",
      rawBytes: [UInt8(random.below(2))])
  }

  /// Resolves a row of the quarantine, or ends a run, whether it is there or not.
  mutating func resolve() throws {
    let id = Int64(random.below(8))
    try pair.same("resolve") { [now] store in
      try store.resolveQuarantine(id, at: now, note: "retried")
      return true
    }
    let run = Int64(random.below(6))
    guard run != runID else { return }
    try pair.same("end of run") { [now] store in
      try store.finishRun(run, at: now, exitCode: 3, resultsJSON: "{}")
      return true
    }
  }
}
