import ArgumentParser
import Billing
import Configuration
import Foundation
import GPUProbe
import Jobs
import StrictJSON

/// `probe`.
struct ProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract:
      "Shows this host's GPUs as verification sees them: facts, one look, hardware tiers, fingerprint.",
    discussion: """
      Asks the driver's library, and nvidia-smi beside it; changes nothing. Without settings no tier of a catalog is
      named. Ends with 69 when no device answers, and says why.
      """)

  @Option(name: .long, help: "The driver's library, in place of the settings' one and the usual places.")
  var library: String?

  @Option(
    name: .customLong("nvidia-smi"), help: "nvidia-smi, in place of the settings' one and the usual places.")
  var nvidiaSMI: String?

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let wiring = try isConfigured ? Wiring(options: options) : nil
    let verification = wiring?.settings.verification
    let probe = HostProbe(
      libraryPath: library ?? verification?.libraryPath,
      commandPath: nvidiaSMI ?? verification?.nvidiaSMIPath,
      clock: SystemClock(rehearsed: nil))
    do throws(ProbeFailure) {
      let host = try probe.devices()
      let samples = try probe.samples(of: host.devices.map(\.uuid))
      write(
        ProbeReport(
          host: host, samples: samples, rules: wiring?.catalog.hardwareTierRules ?? [],
          libraryPath: probe.openedPath))
    } catch {
      guard options.json else { throw CommandFailure(.providerUnavailable, Self.sentence(error)) }
      Terminal.standardOutput.write(JSONWriter.compact(error.json) + [0x0A])
      throw ExitCode(ExitStatus.providerUnavailable.code)
    }
  }

  private static func sentence(_ failure: ProbeFailure) -> String {
    guard case .noHardware = failure else { return failure.description }
    return
      "\(failure); probe where the GPUs are, with NVIDIA's driver installed and, in a container, its library "
      + "mounted, or name another library with --library"
  }

  /// Whether there are settings, or somebody says so.
  private var isConfigured: Bool {
    options.config != nil || ProcessInfo.processInfo.environment["AGNITRA_BILLING_CONFIG"] != nil
      || FileManager.default.fileExists(atPath: "billing.yaml")
  }

  private func write(_ report: ProbeReport) {
    guard !options.json else {
      return Terminal.standardOutput.write(JSONWriter.compact(report.json) + [0x0A])
    }
    for line in report.lines { Terminal.standardOutput.line(line) }
  }
}
