import Foundation
import StrictJSON
import Testing

/// The whole road of a claimed saving, with a driver library and workloads of our own: probed, replayed as child
/// processes, decided, billed at the provider, explained, and checked by whoever has the evidence.
@Suite struct VerifiedBillingTests {
  private static let fakeDriver = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "FakeNVML/build").path
  /// Answers, and says how long it took: what it is told.
  private static let workload = """
    echo "{\\"answer\\": $2}" > output.json
    echo "{\\"microseconds\\": $1}" > metric.json

    """

  /// A claim as the test makes it: what usage says, and what a replay finds.
  private struct Claim {
    let project: String
    var tier = "h200"
    var baselineHours = "10"
    var savedHours = "4"
    var optimisedMicroseconds = 1_000_000
    var optimisedAnswer = 42
  }

  private static let claims = [
    Claim(project: "proj-verified"),
    Claim(project: "proj-inflated", baselineHours: "11", savedHours: "9.9"),
    Claim(project: "proj-false", optimisedMicroseconds: 2_000_000),
    Claim(project: "proj-wrong", optimisedAnswer: 41),
    Claim(project: "proj-elsewhere", tier: "a100"),
  ]

  private func digest(_ path: String) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/sha256sum")
    process.arguments = [path]
    process.standardOutput = pipe
    try process.run()
    let output = String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return String(output.prefix(64))
  }

  /// An installation with a device, signed replays and a night's usage of every claim.
  private func installation() throws -> Rehearsal {
    let catalog = CatalogDraft().with {
      $0.hardwareTiers = ["a100", "h200"]
      $0.projects = Self.claims.map { "  - {id: \($0.project), customer: northwind, providers: [stripe]}" }
        .joined(separator: "\n")
      $0.meters = "  - {id: saved, measure: gpu_hours_saved, billed: quantity, providers: [stripe]}"
      $0.prices = "  - {id: gpu, meter: saved, currency: USD, effective_from: 2026-01-01, rate: 2.5}"
      $0.stripeMeters = "  - {meter: saved, meter_id: mtr_savings, event_name: savings}"
      $0.dimensions = nil
    }
    let rehearsal = try Rehearsal(catalog)
    let path = URL(fileURLWithPath: rehearsal.folder.path).resolvingSymlinksInPath().path
    try buildDriver(in: rehearsal.folder)
    let key = try rehearsal.bill("replays", "keygen", "replays.key")
    try rehearsal.folder.write(
      "billing.yaml",
      Rehearsal.settings + """
        verification:
          replays: replays
          keys: ["\(key.output.dropLast())"]
          nvml_library: driver/libnvidia-ml.so.1
          health_validity: 0s

        """)
    try rehearsal.folder.write("workload.sh", Self.workload)
    for claim in Self.claims {
      try rehearsal.folder.write("replays/\(claim.project).yaml", try manifest(claim, path))
    }
    let signed = try rehearsal.bill("replays", "sign", "replays", "--key", "replays.key")
    try #require(signed.exitCode == 0, "\(signed.text)")
    let job = rehearsal.folder.text("jobs/nightly.yaml")
    try rehearsal.folder.write(
      "jobs/nightly.yaml", job.replacing("steps: [import, seal", with: "steps: [import, verify, seal"))
    try rehearsal.drop("usage.ndjson", Self.claims.map(usage))
    return rehearsal
  }

  private func buildDriver(in folder: Folder) throws {
    let process = try Process.run(
      URL(filePath: Self.fakeDriver), arguments: ["\(folder.path)/driver", "h200"])
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let scenario = "driver/libnvidia-ml.so.1.scenario"
    // Nobody else on it, and cool: counters stand still while the tests' short commands run.
    let idle = folder.text(scenario).replacing("device.0.processes = 1", with: "device.0.processes = 0")
      .replacing("+1000000", with: "")
    try folder.write(scenario, idle)
  }

  private func manifest(_ claim: Claim, _ folder: String) throws -> String {
    let shell = URL(fileURLWithPath: "/bin/sh").resolvingSymlinksInPath().path
    func arguments(_ microseconds: Int, _ answer: Int) -> String {
      #"["\#(shell)", "\#(folder)/workload.sh", "\#(microseconds)", "\#(answer)"]"#
    }
    return """
      claim: {project: \(claim.project), model: Llama-3-8B, hardware_tier: \(claim.tier), signature: cb417d002c936552}
      why: A test needs to know the answer.
      baseline: \(arguments(2_000_000, 42))
      optimised: \(arguments(claim.optimisedMicroseconds, claim.optimisedAnswer))
      files:
        - {path: \(shell), sha256: \(try digest(shell))}
        - {path: \(folder)/workload.sh, sha256: \(try digest("\(folder)/workload.sh"))}
      metric: {file: metric.json, key: microseconds, better: lower}
      output: {check: exact_bytes, file: output.json}

      """
  }

  private func usage(_ claim: Claim) -> UsageDraft {
    UsageDraft("use-\(claim.project)").with {
      $0.project = claim.project
      $0.hardwareTier = claim.tier
      $0.gpuHoursBefore = claim.baselineHours
      $0.gpuHours = "6"
      $0.gpuHoursSaved = claim.savedHours
    }
  }

  private func outcomes(_ run: JSONValue) -> [String: String] {
    let lines = (run["steps"]?["verify"]?.array ?? []).map { line in
      (line["project"]?.string ?? "", line["ending"]?.string ?? "")
    }
    return Dictionary(lines) { first, _ in first }
  }

  @Test(
    "A night bills a verified claim, the bound of an inflated one, nothing of a false one; one waits for hardware"
  )
  func night() throws {
    let rehearsal = try installation()
    let answer = try rehearsal.bill("run", "nightly", "--json", at: Rehearsal.night)
    expect(answer, endsWith: 3)
    let run = try answer.json()
    #expect(
      outcomes(run) == [
        "proj-verified": "verified", "proj-inflated": "partially_verified", "proj-false": "rejected",
        "proj-wrong": "rejected", "proj-elsewhere": "deferred",
      ], "\(answer.text)")
    // 4 hours as claimed, and 5.5 of the 9.9 claimed, by one customer in one hour, in millionths of an hour.
    #expect(run.count("stripe", "delivered") == 1)
    expect(try rehearsal.tieOut(), endsWith: 0)
    #expect(run.brokenEquations.isEmpty)
    let items = try rehearsal.bill("export", "--items", "--window", "2026-11-20").rows()
    #expect(items.compactMap { $0["value"]?.string } == ["9500000"])

    let explained: [(String, String)] = [
      ("proj-verified", "the measured lower bound supports the claim"),
      ("proj-verified", "counts now; charge-"),
      ("proj-inflated", "lets 5.5 be billed"), ("proj-false", "no uplift worth billing was measured"),
      ("proj-false", "counts now, so no saving is billed"),
      ("proj-wrong", "does not answer the same as the baseline"),
      ("proj-elsewhere", "not of the claim's tier"), ("proj-elsewhere", "does not count: it decides nothing"),
      ("proj-elsewhere", "verdict  none counts now for cell-"),
    ]
    for (project, words) in explained {
      let told = try rehearsal.bill("explain", "use-\(project)")
      #expect(told.output.contains(words), "\(words) in:\n\(told.output)")
    }
    let status = try rehearsal.bill("status", at: "2026-11-21T02:00:00Z").output
    for words in [
      "verdicts that count now: 1 verified, 1 partially_verified, 2 rejected",
      "1 claim waits for a verdict, claimed worth 10 USD:", "  1 deferred, worth 10 USD: ",
    ] { #expect(status.contains(words), "\(words) in:\n\(status)") }
    let standing = try rehearsal.bill("status", "--json", at: "2026-11-21T02:00:00Z").json()["verification"]
    #expect(standing?["claims_waiting"] == .number("1") && standing?["waiting"]?.array?.count == 1)
    let again = try rehearsal.bill("run", "nightly", "--json", at: "2026-11-21T02:15:00Z").json()
    #expect(outcomes(again) == ["proj-elsewhere": "deferred"], "what is decided is not replayed")
    #expect(again.dispatch("stripe")?.integer("attempts") == 0)
  }

  @Test("Evidence gives its verdict again without ledger or settings, and a changed digit is found")
  func evidence() throws {
    let rehearsal = try installation()
    try rehearsal.bill("run", "nightly", at: Rehearsal.night)
    let evidence = try rehearsal.bill("verify", "--evidence", "verdict-1")
    expect(evidence, endsWith: 0)
    try rehearsal.folder.write("evidence.json", evidence.output)
    let elsewhere = try Folder()
    try elsewhere.write("evidence.json", evidence.output)
    let sound = try rehearsal.bill("verify", "--receipt", "\(elsewhere.path)/evidence.json")
    expect(sound, endsWith: 0)
    #expect(sound.output.contains("2 000 000") || sound.output.contains("verdict"), "\(sound.output)")
    try elsewhere.write(
      "evidence.json", evidence.output.replacing("1000000", with: "1000001", maxReplacements: 1))
    let changed = try rehearsal.bill("verify", "--receipt", "\(elsewhere.path)/evidence.json")
    expect(changed, endsWith: 4)
    let foreign = try rehearsal.bill("verify", "--receipt", "billing.yaml")
    expect(foreign, endsWith: 4)
    expect(try rehearsal.bill("verify", "--receipt", "nowhere.json"), endsWith: 66)
    expect(try rehearsal.bill("verify", "--evidence", "verdict-99"), endsWith: 66)
  }

  @Test("Without a device every claim waits, is a debt, and the night goes on")
  func noDevice() throws {
    let rehearsal = try installation()
    try FileManager.default.removeItem(atPath: "\(rehearsal.folder.path)/driver")
    let answer = try rehearsal.bill("run", "nightly", "--json", at: Rehearsal.night)
    expect(answer, endsWith: 3)
    #expect(Set(outcomes(try answer.json()).values) == ["deferred"])
    let status = try rehearsal.bill("status")
    #expect(status.output.contains("unverified"), "\(status.output)")
  }

  @Test("A manifest that was changed after it was signed is named, with what to do, where its claim waits")
  func changedManifest() throws {
    let rehearsal = try installation()
    let manifest = "replays/proj-verified.yaml"
    try rehearsal.folder.write(manifest, rehearsal.folder.text(manifest) + "# more\n")
    let run = try rehearsal.bill("run", "nightly", at: Rehearsal.night)
    #expect(run.output.contains("the claim's replay is not as it was signed"), "\(run.output)")
    let told = try rehearsal.bill("explain", "use-proj-verified")
    #expect(told.output.contains("proj-verified.yaml: SHA-256 "), "\(told.output)")
    let reason = try rehearsal.bill("explain", "use-proj-verified", "--json").json()["verdicts"]?.array?.first
    #expect(reason?["reason"]?.string == "manifest_refused")
    #expect(reason?["standings"]?.array?.first?["standing"]?.string == "decides_nothing")
  }

  @Test("A workload that is not what was signed is not run")
  func changedWorkload() throws {
    let rehearsal = try installation()
    try rehearsal.folder.write("workload.sh", Self.workload + "echo more > more.json\n")
    let answer = try rehearsal.bill("run", "nightly", "--json", at: Rehearsal.night)
    let reasons = try answer.json()["steps"]?["verify"]?.array?.compactMap {
      $0["verdict"]?["reason"]?.string
    }
    #expect(reasons?.contains("claim_supported") == false)
    #expect(reasons?.contains("manifest_refused") == true, "\(answer.text)")
    #expect(try answer.json().count("stripe", "delivered") == 0)
  }
}
