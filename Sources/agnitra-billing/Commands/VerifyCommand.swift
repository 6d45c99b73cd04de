import ArgumentParser
import Billing
import Configuration
import Foundation
import Jobs
import StrictJSON
import Verification

/// `verify`.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Replays claims whose savings wait, and records verdicts; or checks the evidence of one.",
    discussion: """
      Savings are billed only by a verdict: min(claimed, what the measured lower bound supports). Nothing is sent.
      Whoever has the evidence of a verdict can make the verdict again, without ledger, settings or device:
        agnitra-billing verify --evidence verdict-3 > evidence.json
        agnitra-billing verify --receipt evidence.json
      """)

  @Option(name: .long, help: "Only claims of that window: 2026-11-20, 2026-11-20T03, 2026-11, A/B, previous.")
  var window: String?

  @Option(name: .long, help: "Only the claim of that usage event.")
  var usageID: String?

  @Flag(
    name: .long, help: "With --usage-id: try its claim once more, whatever was decided, by the strict looks.")
  var again = false

  @Flag(name: .long, help: "Show which claims would be tried; nothing is written, nothing is run.")
  var dryRun = false

  @Option(name: .long, help: "Check a file of evidence and make its verdict again; - for standard input.")
  var receipt: String?

  @Option(name: .long, help: "Write the evidence of a verdict, verdict-N, to standard output.")
  var evidence: String?

  @OptionGroup var options: GlobalOptions

  func validate() throws {
    let scoped = window != nil || usageID != nil || again || dryRun
    let kinds = [receipt != nil, evidence != nil, scoped].count { $0 }
    guard kinds <= 1 else {
      throw ValidationError("--receipt and --evidence stand alone: each does one thing, and verifies nothing")
    }
    guard !again || usageID != nil else {
      throw ValidationError("--again needs --usage-id: say which claim is tried once more")
    }
  }

  func run() throws {
    if let receipt { return try check(receipt) }
    let wiring = try Wiring(options: options)
    if let evidence { return try write(evidence, wiring) }
    var plan = RunPlan(
      job: Self.job, actor: ProcessIdentity.actor, window: try parseWindow(window, now: wiring.clock.now()))
    plan.triesAgain = again
    if let usageID { plan.claims = try claims(of: usageID, wiring) }
    guard wiring.settings.verification != nil else {
      throw CommandFailure(
        .configuration,
        "billing.yaml has no section verification; add replays: FOLDER and keys: [...] under it")
    }
    try PlanRunner(wiring: wiring, command: "verify").perform(plan, isDryRun: dryRun)
  }

  static let job = JobDefinition(
    name: "verify", summary: "Verifies claims.", reason: "asked for by hand", window: nil, steps: [.verify],
    providers: [], dispatchedStates: [], importPaths: [],
    limits: .init(deadlineSeconds: 86_400, attemptCountMax: 1))

  private func claims(of usageID: String, _ wiring: Wiring) throws(CommandFailure) -> Set<ClaimKey> {
    let store = try wiring.openLedger()
    let trace = try asking { () throws(StoreError) in try store.trace(usageID) }
    guard let trace else {
      throw CommandFailure(
        .inputUnreadable,
        "the ledger holds no usage event \(usageID); accepted: the usage_id of a posted event")
    }
    let claims = Set(trace.cells.compactMap { ClaimKey(of: $0.cell.cell.key) })
    guard !claims.isEmpty else {
      throw CommandFailure(
        .inputUnreadable,
        "\(usageID) carries no signature, so nothing says what to replay; see event_metadata.claim_signature in "
          + "billing.yaml")
    }
    return claims
  }

  private func write(_ reference: String, _ wiring: Wiring) throws {
    let number = reference.hasPrefix("verdict-") ? Int64(reference.dropFirst(8)) : nil
    let store = try wiring.openLedger()
    let bytes = try asking { () throws(StoreError) in
      try number.flatMap { number throws(StoreError) in try store.evidence(ofVerdict: number) }
    }
    guard let bytes else {
      throw CommandFailure(
        .inputUnreadable,
        "the ledger holds no verdict \(reference); accepted: verdict-N, as explain names it")
    }
    Terminal.standardOutput.write(bytes)
  }

  private func check(_ path: String) throws {
    let check = EvidenceCheck.recompute(try EvidenceFile.bytes(path))
    if options.json {
      Terminal.standardOutput.write(JSONWriter.compact(check.json) + [0x0A])
    } else {
      for line in EvidenceReport(check).lines { Terminal.standardOutput.line(line) }
    }
    guard check.differences.isEmpty else { throw ExitCode(ExitStatus.breaks.code) }
  }
}

/// Evidence that somebody hands in.
enum EvidenceFile {
  static func bytes(_ path: String) throws(CommandFailure) -> [UInt8] {
    do {
      let handle =
        try path == "-" ? FileHandle.standardInput : FileHandle(forReadingFrom: URL(filePath: path))
      return [UInt8](try handle.readToEnd() ?? Data())
    } catch {
      throw CommandFailure(
        .inputUnreadable,
        "cannot read \(path): it is not there, no file, or closed to this user; name a file of evidence, or - for "
          + "standard input")
    }
  }
}

extension EvidenceCheck {
  /// The check as `verify --receipt --json` holds it.
  var json: JSONValue {
    .members([
      "evidence_sha256": .string(sha256), "is_sound": .bool(differences.isEmpty),
      "verdict": verdict.map { StoredVerdict(id: 0, verdict: $0).json } ?? .null,
      "differences": .array(differences.map { .string($0.description) }),
    ])
  }
}
