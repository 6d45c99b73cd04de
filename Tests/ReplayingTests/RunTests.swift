import Billing
import CReplay
import Foundation
import Hashing
import Replaying
import Synchronization
import Testing

/// Runs that do what they should.
@Suite(.serialized) struct RunTests {
  @Test(
    "A run is timed by both clocks, sampled around and during it, and leaves its results",
    arguments: Tier.allCases)
  func run(_ tier: Tier) throws {
    let rig = Rig(attempts: tier.attempts)
    let manifest = rig.manifest(
      ["--style", "slow", "--iterations", "500", "--output", "output.json", "--metric", "metric.json"],
      metric: .number(file: "metric.json", key: "microseconds", isHigherBetter: false))
    try rig.replayer.check(manifest)
    let run = rig.run(manifest)
    #expect(run.ending == .exited(status: 0), "\(run.outputTail)")
    #expect(run.wallNanoseconds > 0 && abs(run.bootNanoseconds - run.wallNanoseconds) < 1_000_000_000)
    let microseconds = try #require(run.metricText.flatMap { Int64($0) })
    #expect(microseconds * 1_000 <= run.wallNanoseconds)
    #expect(run.outputSHA256?.count == 64 && run.outputNumbers.isEmpty)
    #expect(run.outputTail.hasPrefix("500 blocks, digest ") && !run.isOutputTruncated)
    #expect(run.survivorCount == 0)
    #expect(rig.sampleCount >= 2)
    #expect(run.isolation.starts(with: [.limits, .noNewPrivileges]) && run.isolation.contains(.network))
    #expect(
      run.isolation.contains(.files) || !tier.attempts.contains(.files) || !KernelSupport.hasRulesOnFiles)
    #expect(
      run.isolation.contains(.processes) == tier.attempts.contains(.nameSpaces)
        || !KernelSupport.hasNameSpaces)
    #expect(rig.leftovers.isEmpty)
  }

  @Test("Both styles of the workload answer the same, and a wrong one does not")
  func styles() {
    let rig = Rig()
    let common = ["--iterations", "50", "--output", "output.json"]
    let slow = rig.run(rig.manifest(["--style", "slow"] + common))
    let fast = rig.run(rig.manifest(["--style", "fast"] + common))
    let wrong = rig.run(rig.manifest(["--style", "fast", "--wrong"] + common))
    #expect(slow.outputSHA256 != nil && slow.outputSHA256 == fast.outputSHA256)
    #expect(wrong.outputSHA256 != nil && wrong.outputSHA256 != fast.outputSHA256)
  }

  @Test("Numbers of the output stay the text they were written as")
  func numbers() {
    let rig = Rig()
    let file = shell("printf '{\"a\": [1.50, -2e-3], \"score\": 0.990}' > output.json", in: rig)
    let all = rig.run(
      rig.manifest(
        [file.path],
        output: .numbers(file: "output.json", absolutePartsPerMillion: 0, relativePartsPerMillion: 0),
        executable: Self.shellPath, files: [file]))
    #expect(all.outputNumbers == ["1.50", "-2e-3", "0.990"])
    let score = rig.run(
      rig.manifest(
        [file.path], output: .quality(file: "output.json", key: "score", shareMinPartsPerMillion: 990_000),
        executable: Self.shellPath, files: [file]))
    #expect(score.outputNumbers == ["0.990"] && score.outputSHA256 == all.outputSHA256)
  }

  @Test("A command that fails, or dies by a signal, ends so")
  func failures() {
    let rig = Rig()
    #expect(rig.misbehave("no such way").ending == .exited(status: 64))
    #expect(rig.misbehave("abort").ending == .signalled(SIGABRT))
  }

  @Test("A command sees its own environment, folder, session and descriptors, and nothing of this program")
  func surroundings() throws {
    setenv("REPLAYING_CANARY", "secret", 1)
    let canary = open("/dev/null", O_RDONLY)
    defer { close(canary) }
    let rig = Rig()
    let run = rig.run(
      rig.manifest(["--misbehave", "show", ""], environment: ["CUDA_VISIBLE_DEVICES": "0", "MODEL": "a b"]))
    let lines = Set(run.outputTail.split(separator: "\n").map(String.init))
    let folder = try #require(lines.first { $0.hasPrefix("cwd ") }?.dropFirst(4))
    #expect(folder.hasPrefix("\(rig.folder.path)/runs/replay-"))
    #expect(
      Set(lines.filter { $0.hasPrefix("env ") }) == [
        "env CUDA_VISIBLE_DEVICES=0", "env HOME=\(folder)", "env LANG=C.UTF-8", "env MODEL=a b",
        "env PATH=/usr/local/bin:/usr/bin:/bin", "env TMPDIR=\(folder)",
      ])
    #expect(lines.filter { $0.hasPrefix("fd ") }.sorted() == ["fd 0", "fd 1", "fd 2"])
    #expect(lines.isSuperset(of: ["mode 700", "session 1", "core 0"]))
    #expect(!lines.contains("uid 0"), "root's processes have no limit")
  }

  @Test("A pinned file that changed is refused before and at the run; so is one that everyone may change")
  func pins() throws {
    let rig = Rig()
    let file = shell("exit 0", in: rig)
    let manifest = rig.manifest([file.path], executable: Self.shellPath, files: [file])
    try rig.replayer.check(manifest)
    #expect(rig.run(manifest).ending == .exited(status: 0))
    try "exit 1".write(toFile: file.path, atomically: false, encoding: .utf8)
    guard case .couldNotStart(let detail) = rig.run(manifest).ending else {
      Issue.record("a changed file was run")
      return
    }
    #expect(detail.contains(file.path) && detail.contains("signed is \(file.sha256)"))
    #expect(throws: ReplayRefusal.self) { try rig.replayer.check(manifest) }
    chmod(file.path, 0o666)
    #expect(throws: ReplayRefusal.self) { try rig.replayer.check(manifest) }
    #expect(rig.sampleCount >= 2)
  }

  @Test(
    "As root, what only root may reach is run as nobody where rules on files say what may be read, and else not",
    .enabled(if: geteuid() == 0 && KernelSupport.hasRulesOnFiles))
  func closedFolder() throws {
    let rig = Rig()
    let folder = "\(rig.folder.path)/closed"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    let script = "\(folder)/script.sh"
    _ = FileManager.default.createFile(
      atPath: script, contents: Data("id -u; cat \(folder)/secret".utf8),
      attributes: [.posixPermissions: 0o644])
    _ = FileManager.default.createFile(
      atPath: "\(folder)/secret", contents: Data("canary".utf8), attributes: [.posixPermissions: 0o644])
    let manifest = rig.manifest(
      [script], executable: Self.shellPath, files: [pin(Self.shellPath), pin(script)])
    let run = rig.run(manifest)
    #expect(run.outputTail.hasPrefix("65534\n") && !run.outputTail.contains("canary"), "\(run.outputTail)")
    guard case .couldNotStart(let detail) = Rig(attempts: .nameSpaces).run(manifest).ending else {
      Issue.record("root's files were read without rules on files")
      return
    }
    #expect(detail.contains("root runs replays as nobody") && detail.contains(script))
  }

  @Test("What cannot be executed could not start")
  func noExecutable() {
    let rig = Rig()
    let file = rig.folder.write("no program", as: "text", mode: 0o644)
    let run = rig.run(rig.manifest([], executable: file, files: [pin(file)]))
    guard case .couldNotStart(let detail) = run.ending else {
      Issue.record("a text was executed: \(run.ending)")
      return
    }
    #expect(detail.contains("could not be executed"))
    #expect(rig.leftovers.isEmpty)
  }

  @Test(
    "A run for which others of its user left no process is started again a little later, and given up in the end",
    .enabled(if: geteuid() == 0 && FileManager.default.isExecutableFile(atPath: setprivPath)))
  func shortage() throws {
    let other = Process()
    other.executableURL = URL(fileURLWithPath: Self.setprivPath)
    other.arguments = ["--reuid", "65534", "--clear-groups", "sleep", "60"]
    try other.run()
    defer { other.terminate() }
    let threadCount = ReplayerConfiguration(folder: "/").threadCount
    while other.isRunning, threadCount(65_534) == 0 { usleep(1_000) }
    // As when the other one started right after the count: with it the workload is one too many.
    let tooFew: Int64 = -1_000
    let counts = Counter()
    let short = Rig(threadCount: { user in
      counts.next() < 3 ? tooFew : threadCount(user)
    })
    let arguments = ["--style", "fast", "--output", "output.json"]
    #expect(short.run(short.manifest(arguments)).ending == .exited(status: 0))
    #expect(counts.next() == 4)
    #expect(short.leftovers.isEmpty)
    let stopped = Rig(threadCount: { _ in tooFew }, isInterrupted: { true })
    let ending = stopped.run(stopped.manifest(arguments)).ending
    guard case .couldNotStart(let detail) = ending else {
      Issue.record("it ran without a process: \(ending)")
      return
    }
    #expect(detail == "its command could not be executed: Resource temporarily unavailable")
  }

  static let setprivPath = "/usr/bin/setpriv"
  static let shellPath = URL(fileURLWithPath: "/bin/sh").resolvingSymlinksInPath().path

  private func pin(_ path: String) -> ReplayManifest.PinnedFile {
    let bytes = FileManager.default.contents(atPath: path).map(Array.init) ?? []
    return ReplayManifest.PinnedFile(path: path, sha256: Digest256(of: bytes).hex)
  }

  private func shell(_ text: String, in rig: Rig) -> ReplayManifest.PinnedFile {
    pin(rig.folder.write(text, as: "script-\(UUID().uuidString).sh", mode: 0o644))
  }
}

/// What this host's kernel has, asked apart from the code under test.
enum KernelSupport {
  static let hasRulesOnFiles = agnitra_landlock_version() > 0

  /// As unshare(1) of util-linux finds it.
  static let hasNameSpaces: Bool = {
    let unshare = Process()
    unshare.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    unshare.arguments = (geteuid() == 0 ? [] : ["--user"]) + ["--pid", "--net", "--ipc", "--fork", "true"]
    unshare.standardError = FileHandle.nullDevice
    guard (try? unshare.run()) != nil else { return false }
    unshare.waitUntilExit()
    return unshare.terminationStatus == 0
  }()
}

/// How often something was asked for.
private final class Counter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}
