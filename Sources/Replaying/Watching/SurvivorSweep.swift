import Glibc

/// Ends what outlived its workload: processes that left the group, or were left behind in it.
struct SurvivorSweep {
  let keeperID: Int32
  /// Whether the kernel ends them all together with the keeper.
  let hasNameSpaces: Bool

  /// How many live on; those that are just about to end are given the time to.
  func count() -> Int {
    for _ in 0..<20 {
      if ProcessTable.liveDescendants(of: keeperID).isEmpty { return 0 }
      usleep(5_000)
    }
    return ProcessTable.liveDescendants(of: keeperID).count
  }

  /// Kills them, over and over: who is left without a parent becomes the keeper's child, so none gets away. `seen` are
  /// those of the last look, for the case that the keeper itself is gone.
  func end(seen: [ProcessEntry]) {
    guard !hasNameSpaces else { return }
    ProcessTable.kill(seen)
    let deadline = MonotonicClock.nowNanoseconds + ReplayingLimits.reapMilliseconds * 1_000_000
    while MonotonicClock.nowNanoseconds < deadline {
      let live = ProcessTable.liveDescendants(of: keeperID)
      if live.isEmpty { return }
      // Stopped first, so that none starts another while the others are killed.
      for entry in live { Glibc.kill(entry.id, SIGSTOP) }
      for entry in live { Glibc.kill(entry.id, SIGKILL) }
      usleep(1_000)
    }
  }
}
