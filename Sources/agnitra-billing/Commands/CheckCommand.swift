import AWSMarketplaceProvider
import ArgumentParser
import Billing
import Configuration
import Foundation
import GPUProbe
import Jobs
import SQLiteStore
import Replaying
import StrictJSON
import Verification

/// `check`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Checks settings, catalog, jobs, ledger, credentials and the providers' side; sends no usage, writes nothing."
  )

  @Flag(name: .long, help: "Ask no provider anything.")
  var offline = false

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let wiring = try Wiring(options: options)
    var findings = [
      Finding(
        "catalog",
        "\(wiring.catalog.projects.count) projects, \(wiring.catalog.meters.count) meters, "
          + "\(wiring.catalog.prices.count) prices, \(wiring.catalog.routes.count) routes; "
          + "version \(wiring.catalog.version.prefix(12))"
      )
    ]
    findings += wiring.catalog.gaps(at: wiring.clock.now().hour).map { Finding("catalog", $0, .note) }
    findings += [try jobs(wiring)] + sources(wiring) + [try ledger(wiring)]
    findings += try verification(wiring)
    if !offline { findings += try providers(wiring) }
    if options.json {
      Terminal.standardOutput.write(JSONWriter.compact(.array(findings.map(\.json))) + [0x0A])
    } else {
      for finding in findings { Terminal.standardOutput.line(finding.line) }
    }
    guard findings.allSatisfy(\.isGood) else { throw ExitCode(ExitStatus.partial.code) }
  }

  private func jobs(_ wiring: Wiring) throws(CommandFailure) -> Finding {
    let names = wiring.jobNames
    for name in names { _ = try wiring.job(named: name) }
    return Finding("jobs", wiring.jobNamesText, names.isEmpty ? .missing : .good)
  }

  /// What of the settings' sources cannot be read.
  private func sources(_ wiring: Wiring) -> [Finding] {
    wiring.settings.sourcePaths.compactMap(wiring.whyUnreadable).map {
      Finding("sources", $0.description, .missing)
    }
  }

  /// What claims could be verified here. A host without devices is no fault: another one may verify.
  private func verification(_ wiring: Wiring) throws(CommandFailure) -> [Finding] {
    guard let settings = wiring.settings.verification else {
      let waits = wiring.catalog.projects.values.contains { $0.verification == .required }
      let isBilled = wiring.catalog.meters.contains(where: \.measure.isSaving)
      guard waits, isBilled else { return [] }
      return [Finding("verification", "not configured: claimed savings wait for a verdict", .note)]
    }
    let folder = try ReplayFolder(at: settings.replaysFolder, keys: settings.keys)
    var findings = folder.refusals.map { Finding("verification", $0.description, .missing) }
    if !FileManager.default.fileExists(atPath: settings.replaysFolder) {
      findings.append(
        Finding(
          "verification", "\(settings.replaysFolder) is not there: make it, or correct replays", .missing))
    }
    var runnableCount = 0
    for manifest in folder.manifests {
      do throws(ReplayRefusal) {
        try wiring.replayer().check(manifest)
        runnableCount += 1
      } catch {
        findings.append(Finding("verification", error.description, .missing))
      }
    }
    findings.append(Finding("verification", "\(Phrases.count(runnableCount, "replay")) may run"))
    findings += try verdicts(wiring)
    do throws(ProbeFailure) {
      let host = try wiring.probe().devices()
      let tiers = HardwareTierMatching.tiers(of: host, by: wiring.catalog.hardwareTierRules)
      let names = tiers.isEmpty ? "no tier of the catalog" : tiers.joined(separator: ", ")
      findings.append(
        Finding(
          "verification",
          "\(Phrases.count(host.devices.count, "device")) here, \(names), driver \(host.driverVersion)"))
    } catch {
      findings.append(Finding("verification", error.description, .note))
    }
    return findings
  }

  /// Every verdict, made again from its evidence.
  private func verdicts(_ wiring: Wiring) throws(CommandFailure) -> [Finding] {
    let store = try wiring.openStore(.readOnly)
    let verdicts = try asking { () throws(StoreError) in try store.verdicts() }
    var findings: [Finding] = []
    for stored in verdicts {
      let evidence = try asking { () throws(StoreError) in try store.evidence(ofVerdict: stored.id) }
      let check = EvidenceCheck.recompute(evidence ?? [], expecting: .init(of: stored.verdict))
      guard check.verdict != stored.verdict else { continue }
      let why = check.differences.first?.description ?? "the ledger's row says something else"
      findings.append(
        Finding("verification", "verdict-\(stored.id) is not what its evidence gives: \(why)", .missing))
    }
    guard findings.isEmpty, !verdicts.isEmpty else { return findings }
    return [
      Finding("verification", "\(Phrases.count(verdicts.count, "verdict")) made again from the evidence")
    ]
  }

  private func ledger(_ wiring: Wiring) throws(CommandFailure) -> Finding {
    let store = try wiring.openStore(.readOnly)
    let standing = try asking { () throws(StoreError) in try store.standing(in: nil) }
    let audit = try asking { () throws(StoreError) in try store.audit() }
    let events = Phrases.count(standing.eventCount, "event")
    if let broken = audit.broken.first {
      return Finding("ledger", "\(broken.name): \(broken.left) against \(broken.right)", .missing)
    }
    return Finding("ledger", "\(events); all \(audit.equations.count) equations hold")
  }

  private func providers(_ wiring: Wiring) throws(CommandFailure) -> [Finding] {
    var findings: [Finding] = []
    for provider in try wiring.providers(isDryRun: false) {
      let items = PreflightItems.items(for: wiring.catalog.routes.filter { $0.provider == provider.id })
      switch provider.prepare(for: items) {
      case .closed(_, _, let reason): findings.append(Finding(provider.id.name, reason, .missing))
      case .ready(let blocked):
        findings += Set(blocked.values).sorted().map { Finding(provider.id.name, $0, .missing) }
        if blocked.isEmpty {
          findings.append(Finding(provider.id.name, "ready\(Self.identity(of: provider))"))
        }
      }
      guard let time = provider.askTime() else {
        findings.append(Finding(provider.id.name, "does not answer: its clock is not known", .missing))
        continue
      }
      let skewSeconds = time.seconds(since: wiring.clock.now())
      findings.append(
        Finding(
          provider.id.name, "its clock is \(skewSeconds) s from ours",
          abs(skewSeconds) <= 300 ? .good : .missing))
    }
    return findings
  }

  /// Who a provider says we are, where it can be asked.
  private static func identity(of provider: any Provider) -> String {
    guard let marketplace = provider as? AWSMarketplaceProvider else { return "" }
    do throws(CredentialsMissing) {
      return " as \(try marketplace.identity().arn)"
    } catch {
      return ""
    }
  }

  private struct Finding {
    enum Grade: String {
      case good = "ok"
      /// To be looked at; a run does its work all the same, and holds or skips the usage concerned.
      case note = "note"
      case missing = "MISSING"
    }

    let subject: String
    let text: String
    let grade: Grade
    var isGood: Bool { grade != .missing }

    init(_ subject: String, _ text: String, _ grade: Grade = .good) {
      self.subject = subject
      self.text = text
      self.grade = grade
    }

    var json: JSONValue {
      .members([
        "subject": .string(subject), "finding": .string(text), "ok": .bool(isGood),
        "grade": .string(grade.rawValue),
      ])
    }

    var line: String {
      let gap = String(repeating: " ", count: 9 - grade.rawValue.count)
      return "\(grade.rawValue)\(gap)\(subject): \(text)"
    }
  }
}
