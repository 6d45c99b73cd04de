import Billing

/// Watches one run from its start to its end.
struct RunWatch {
  private(set) var machine: RunMachine
  private(set) var output: OutputTail
  /// What was alive at the last look.
  private(set) var lastSeen: [ProcessEntry] = []
  private let samplingNanoseconds: Int64
  private let isInterrupted: () -> Bool
  private var nextLookNanoseconds: Int64 = 0
  private var nextSampleNanoseconds: Int64 = 0

  init(
    limits: ReplayLimits, timeoutSeconds: Int64, graceMilliseconds: Int64, samplingMilliseconds: Int64,
    isInterrupted: @escaping () -> Bool
  ) {
    machine = RunMachine(
      limits: limits, timeoutSeconds: timeoutSeconds, graceMilliseconds: graceMilliseconds,
      nowNanoseconds: MonotonicClock.nowNanoseconds)
    output = OutputTail(byteCountMax: min(limits.outputBytesMax, ReplayingLimits.tailByteCountMax))
    samplingNanoseconds = max(1, samplingMilliseconds) * 1_000_000
    self.isInterrupted = isInterrupted
  }

  /// Watches until the workload ended, or did not even die.
  mutating func watch(_ keeper: borrowing Keeper, folder: borrowing RunFolder, sample: () -> Void) {
    while machine.ending == nil {
      output.drain(keeper.output)
      hear(keeper, sample: sample)
      if machine.isRunning { look(keeper, folder, sample: sample) }
      perform(machine.take(nowNanoseconds: MonotonicClock.nowNanoseconds), keeper, sample: sample)
      guard machine.ending == nil else { return }
      keeper.wait(milliseconds: waitMilliseconds, watchesOutput: !output.isAtEnd)
    }
  }

  /// Reads what the workload's processes, all dead by now, still had written.
  mutating func drainRest(_ keeper: borrowing Keeper) {
    for _ in 0..<16 where !output.isAtEnd { output.drain(keeper.output) }
  }

  /// The run as it went, with what it left in its folder.
  func run(
    _ arm: ReplayManifest.Arm, of manifest: ReplayManifest, folder: borrowing RunFolder
  ) -> ReplayRun {
    var ending = machine.ending ?? .couldNotStart(detail: "it was not waited for")
    // What is written between two looks is seen in the end.
    if case .exited = ending, folder.byteCount() > manifest.limits.folderBytesMax {
      ending = .stopped(.folderTooLarge)
    }
    var run = ReplayRun(
      arm: arm, ending: ending, wallNanoseconds: nanoseconds(\.monotonicNanoseconds),
      bootNanoseconds: nanoseconds(\.bootNanoseconds))
    if case .exited = ending { RunResults.read(manifest, folder: folder, into: &run) }
    run.outputTail = output.text
    run.isOutputTruncated = output.isTruncated
    run.isolation = machine.isolation
    return run
  }

  private func nanoseconds(_ clock: KeyPath<KeeperReport.Moment, Int64>) -> Int64 {
    guard let started = machine.started, let ended = machine.ended else { return 0 }
    return ended[keyPath: clock] - started[keyPath: clock]
  }

  private mutating func hear(_ keeper: borrowing Keeper, sample: () -> Void) {
    while machine.ending == nil {
      let report = keeper.nextReport()
      if report == .none { return }
      perform(
        machine.take(report, nowNanoseconds: MonotonicClock.nowNanoseconds), keeper, sample: sample)
    }
  }

  private mutating func look(
    _ keeper: borrowing Keeper, _ folder: borrowing RunFolder, sample: () -> Void
  ) {
    let now = MonotonicClock.nowNanoseconds
    if now >= nextSampleNanoseconds {
      sample()
      nextSampleNanoseconds = now + samplingNanoseconds
    }
    guard now >= nextLookNanoseconds else { return }
    lastSeen = ProcessTable.liveDescendants(of: keeper.processID)
    let (named, nameless) = (folder.byteCount(), NamelessFiles.byteCount(openIn: lastSeen))
    let found = RunMachine.Look(
      folderByteCount: named > .max - nameless ? .max : named + nameless, processCount: Int64(lastSeen.count),
      isInterrupted: isInterrupted())
    let after = MonotonicClock.nowNanoseconds
    nextLookNanoseconds = after + ReplayingLimits.lookMilliseconds * 1_000_000
    perform(machine.take(found, nowNanoseconds: after), keeper, sample: sample)
  }

  private mutating func perform(
    _ command: RunMachine.Command?, _ keeper: borrowing Keeper, sample: () -> Void
  ) {
    switch command {
    case .release:
      sample()
      let now = MonotonicClock.nowNanoseconds
      nextSampleNanoseconds = now + samplingNanoseconds
      nextLookNanoseconds = now + ReplayingLimits.lookMilliseconds * 1_000_000
      keeper.release()
    case .terminate: keeper.terminate()
    case .kill: keeper.kill()
    case nil: break
    }
  }

  /// Until the next thing that happens by time.
  private var waitMilliseconds: Int64 {
    let looks = machine.isRunning ? min(nextLookNanoseconds, nextSampleNanoseconds) : .max
    let next = min(machine.deadlineNanoseconds, looks)
    return max(0, (next - MonotonicClock.nowNanoseconds) / 1_000_000 + 1)
  }
}
