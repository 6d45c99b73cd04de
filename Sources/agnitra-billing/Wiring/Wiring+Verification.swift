import Billing
import ArgumentParser
import Configuration
import Foundation
import GPUProbe
import Jobs
import Replaying
import Signing
import Verification

extension Wiring {
  /// What claims are verified with; `nil` where the settings say nothing about it.
  func verification() throws(CommandFailure) -> VerificationContext? {
    guard let verification = settings.verification else { return nil }
    let folder = try ReplayFolder(at: verification.replaysFolder, keys: verification.keys)
    let rules = catalog.hardwareTierRules
    var context = VerificationContext(
      manifests: folder.manifests, refusals: folder.refusals.map { ReplayRefusal($0.description) },
      probe: probe(), replayer: replayer(),
      matchTier: { host, tier in Self.match(host, tier: tier, by: rules) }, rules: verification.rules,
      toolVersion: AgnitraBilling.configuration.version, nonce: { UUID().uuidString.lowercased() })
    context.refusedReplays = folder.refusedReplays
    return context
  }

  /// Runs replays below the system's folder for temporary files.
  func replayer() -> ChildReplayer {
    var configuration = ReplayerConfiguration(
      folder: FileManager.default.temporaryDirectory.standardizedFileURL.path)
    configuration.isInterrupted = { ProcessGuard.requestedStop != nil }
    return ChildReplayer(configuration)
  }

  /// Asks this host's driver.
  func probe() -> HostProbe {
    HostProbe(
      libraryPath: settings.verification?.libraryPath, commandPath: settings.verification?.nvidiaSMIPath,
      clock: clock)
  }

  private static func match(
    _ host: HostDevices, tier: String, by rules: [HardwareTierRule]
  ) -> HardwareGate.Answer {
    let ofTier = rules.filter { $0.tier == tier }
    guard !ofTier.isEmpty else {
      return .mismatch(
        detail:
          "the catalog says nothing about the devices of \(tier): give its entry under hardware_tiers a "
          + "list of devices")
    }
    let differences = ofTier.map { HardwareTierMatching.differences(of: host, from: $0) }
    guard differences.allSatisfy({ !$0.isEmpty }) else {
      return .fits(devices: host.devices.map(\.uuid), fingerprint: HardwareFingerprint(host).sha256)
    }
    return .mismatch(detail: (differences.first ?? []).map(\.description).joined(separator: "; "))
  }
}

extension ReplayFolder {
  /// The manifests of a folder, judged by the list beside them. A folder that is not there holds none.
  init(at path: String, keys: [VerificationKey]) throws(CommandFailure) {
    let manager = FileManager.default
    self.init(
      files: try ReplayFile.all(in: path),
      allowList: manager.contents(atPath: "\(path)/\(ReplayAllowList.fileName)").map([UInt8].init),
      signature: manager.contents(atPath: "\(path)/\(ReplayAllowList.signatureFileName)").map([UInt8].init),
      keys: keys, exists: { manager.fileExists(atPath: $0) })
  }
}

extension ReplayFile {
  /// The manifests of a folder, by name. A missing folder is an empty one; claims then wait, and say that their
  /// manifest is missing.
  static func all(in folder: String) throws(CommandFailure) -> [ReplayFile] {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    return try names.filter { $0.hasSuffix(".yaml") }.map { name throws(CommandFailure) in
      guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
        throw CommandFailure(.configuration, "\(folder)/\(name) cannot be read; give this user the right to")
      }
      return ReplayFile(name: name, bytes: [UInt8](bytes))
    }
  }
}
