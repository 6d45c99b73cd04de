import Billing
import Foundation
import Replaying

/// A replayer, the folder its runs are made in, and manifests for it.
final class Rig {
  let folder = TemporaryFolder()
  let replayer: ChildReplayer
  private(set) var sampleCount = 0

  init(
    attempts: ReplayAttempts = .all, graceMilliseconds: Int64 = 200,
    threadCount: (@Sendable (UInt32) -> Int64)? = nil,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    var configuration = ReplayerConfiguration(folder: "\(folder.path)/runs")
    configuration.graceMilliseconds = graceMilliseconds
    configuration.attempts = attempts
    if let threadCount { configuration.threadCount = threadCount }
    configuration.isInterrupted = isInterrupted
    replayer = ChildReplayer(configuration)
  }

  func manifest(
    _ arguments: [String], limits: ReplayLimits = ReplayLimits(), environment: [String: String] = [:],
    metric: ReplayManifest.Metric = .wallTime,
    output: ReplayManifest.OutputCheck = .exactBytes(file: "output.json"),
    executable: String = Workload.path, files: [ReplayManifest.PinnedFile] = Workload.files
  ) -> ReplayManifest {
    ReplayManifest(
      id: "test", sha256: String(repeating: "0", count: 64), projectID: nil, claim: "m|t|s",
      hardwareTier: "t",
      arguments: [.baseline: [executable] + arguments, .optimised: [executable] + arguments], files: files,
      environment: environment, metric: metric, outputCheck: output, limits: limits)
  }

  func run(_ manifest: ReplayManifest, timeoutSeconds: Int64 = 20) -> ReplayRun {
    replayer.run(
      .baseline, of: manifest, timeoutSeconds: timeoutSeconds, samplingMilliseconds: 20
    ) { self.sampleCount += 1 }
  }

  /// A run of the workload misbehaving.
  func misbehave(
    _ way: String, _ argument: String = "", limits: ReplayLimits = ReplayLimits(), timeoutSeconds: Int64 = 20
  ) -> ReplayRun {
    run(manifest(["--misbehave", way, argument], limits: limits), timeoutSeconds: timeoutSeconds)
  }

  /// Names left where runs are made; none when every run's folder is gone.
  var leftovers: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/runs")) ?? []
  }

  /// Processes of the workload that are alive on this host and were started in this rig's folder.
  var survivors: [String] {
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.filter { name in
      guard Int(name) != nil, let environment = FileManager.default.contents(atPath: "/proc/\(name)/environ")
      else { return false }
      return String(decoding: environment, as: UTF8.self).contains("HOME=\(folder.path)/runs/")
    }
  }
}

/// The ways a kernel may let us keep a run apart, from all to as little as there must be.
enum Tier: String, CaseIterable, Sendable {
  case all, withoutNameSpaces, withoutRulesOnFiles, onlyWhatMustBe

  var attempts: ReplayAttempts {
    switch self {
    case .all: .all
    case .withoutNameSpaces: .files
    case .withoutRulesOnFiles: .nameSpaces
    case .onlyWhatMustBe: []
    }
  }
}
