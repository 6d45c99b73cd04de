package import Billing
import Glibc

/// Runs replays as child processes, apart from what this program holds: see `ReplayRun.Isolation` for how far apart.
/// A run needs limits, no new privileges and a filter of system calls; it does not start without. Rules on files and
/// name spaces are used where the kernel has them, and the run says which it had.
package final class ChildReplayer: Replayer {
  private let configuration: ReplayerConfiguration
  private var pinnedFiles = PinnedFiles()
  /// Whether the kernel gives name spaces, as far as is known.
  private var hasNameSpaces: Bool

  /// A replayer for this host.
  package init(_ configuration: ReplayerConfiguration) {
    self.configuration = configuration
    hasNameSpaces = configuration.attempts.contains(.nameSpaces)
  }

  package func check(_ manifest: ReplayManifest) throws(ReplayRefusal) {
    try pinnedFiles.check(manifest.files)
  }

  package func run(
    _ arm: ReplayManifest.Arm, of manifest: ReplayManifest, timeoutSeconds: Int64,
    samplingMilliseconds: Int64, sample: () -> Void
  ) -> ReplayRun {
    let newWatch = { [configuration] in
      RunWatch(
        limits: manifest.limits, timeoutSeconds: timeoutSeconds,
        graceMilliseconds: configuration.graceMilliseconds, samplingMilliseconds: samplingMilliseconds,
        isInterrupted: configuration.isInterrupted)
    }
    do throws(ReplayFault) {
      do throws(ReplayRefusal) {
        try pinnedFiles.checkAgain(manifest.files)
      } catch {
        throw ReplayFault(error.description)
      }
      return try run(arm, of: manifest, newWatch: newWatch, sample: sample)
    } catch {
      let ending = ReplayRun.Ending.couldNotStart(detail: error.description)
      return ReplayRun(arm: arm, ending: ending, wallNanoseconds: 0, bootNanoseconds: 0)
    }
  }

  /// Runs it as soon as the kernel has a process to give.
  private func run(
    _ arm: ReplayManifest.Arm, of manifest: ReplayManifest, newWatch: () -> RunWatch, sample: () -> Void
  ) throws(ReplayFault) -> ReplayRun {
    var waits = ReplayingLimits.shortageMilliseconds[...]
    while true {
      do throws(ReplayFault) {
        return try attempt(arm, of: manifest, newWatch: newWatch, sample: sample)
      } catch {
        let mayPass = error.isPassing && !configuration.isInterrupted()
        guard mayPass, let wait = waits.popFirst() else { throw error }
        usleep(wait * 1_000)
      }
    }
  }

  private func attempt(
    _ arm: ReplayManifest.Arm, of manifest: ReplayManifest, newWatch: () -> RunWatch, sample: () -> Void
  ) throws(ReplayFault) -> ReplayRun {
    var watch = newWatch()
    try RunFolder.makeParent(configuration.folder)
    let user = try user(for: manifest)
    let folder = try RunFolder.make(in: configuration.folder, user: user)
    let ruleSet =
      configuration.attempts.contains(.files)
      ? try RuleSet(for: manifest, folder: folder.path) : RuleSet()
    var plan = plan(arm, of: manifest, folder: folder.path, user: user)
    let keeper = try start(&plan, ruleSet: ruleSet)
    watch.watch(keeper, folder: folder, sample: sample)
    if watch.machine.lacksNameSpaces, hasNameSpaces {
      _ = keeper.end(timeoutMilliseconds: ReplayingLimits.reapMilliseconds)
      hasNameSpaces = false
      return try attempt(arm, of: manifest, newWatch: newWatch, sample: sample)
    }
    if watch.machine.started != nil { sample() }
    let sweep = SurvivorSweep(keeperID: keeper.processID, hasNameSpaces: plan.hasNameSpaces)
    let survivorCount = sweep.count()
    sweep.end(seen: watch.lastSeen)
    let isGone = keeper.end(timeoutMilliseconds: ReplayingLimits.reapMilliseconds)
    watch.drainRest(keeper)
    if let shortage = watch.machine.shortage { throw ReplayFault(shortage, isPassing: true) }
    var run = watch.run(arm, of: manifest, folder: folder)
    run.survivorCount = isGone ? survivorCount : max(1, survivorCount)
    return run
  }

  /// Starts with name spaces, or without where the kernel refuses them.
  private func start(
    _ plan: inout LaunchPlan, ruleSet: borrowing RuleSet
  ) throws(ReplayFault) -> Keeper {
    guard hasNameSpaces else { return try Keeper(plan, ruleSet: ruleSet) }
    do throws(ReplayFault) {
      return try Keeper(plan, ruleSet: ruleSet)
    } catch {
      // Of processes the kernel will have one again; name spaces it does not refuse for that.
      if error.isPassing { throw error }
      hasNameSpaces = false
      plan.hasNameSpaces = false
      return try Keeper(plan, ruleSet: ruleSet)
    }
  }

  private func user(for manifest: ReplayManifest) throws(ReplayFault) -> WorkloadUser {
    try WorkloadUser.fitting(
      executable: manifest.arguments.values.compactMap(\.first),
      readable: manifest.files.map(\.path) + manifest.readableFolders, enterable: [configuration.folder],
      hasRulesOnFiles: configuration.attempts.contains(.files) && RuleSet.isKnownToKernel)
  }

  private func plan(
    _ arm: ReplayManifest.Arm, of manifest: ReplayManifest, folder: String, user: WorkloadUser
  ) -> LaunchPlan {
    LaunchPlan(
      arguments: manifest.arguments[arm] ?? [],
      environment: WorkloadEnvironment.values(manifest, folder: folder), folder: folder,
      limits: manifest.limits, user: user, threadCount: configuration.threadCount,
      hasNameSpaces: hasNameSpaces)
  }
}
