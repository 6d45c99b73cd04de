import Billing
import Foundation
import Testing

@testable import GPUProbe

/// `nvidia-smi` as a program that fails, hangs, and says why in words.
@Suite struct NvidiaSMIProbeTests {
  private func failure(_ script: String, _ limits: ProbeLimits = ProbeLimits()) throws -> ProbeFailure? {
    let command = try FakeCommand(script)
    do throws(ProbeFailure) {
      _ = try NvidiaSMIProbe(path: command.path, clock: SteppingClock(), limits: limits).devices()
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "Devices and samples come from one document each; it is asked in English, with nothing of our environment"
  )
  func answers() throws {
    let text = try Sample.v13.text()
    let command = try FakeCommand(
      "[ \"$1 $2\" = \"-q -x\" ] && [ \"$LC_ALL\" = C ] && [ -z \"$HOME\" ] || exit 2\ncat <<'END'\n\(text)\nEND"
    )
    let probe = NvidiaSMIProbe(path: command.path, clock: SteppingClock())
    let host = try probe.devices()
    #expect(host.origin == .nvidiaSMI && host.devices.map(\.name) == ["NVIDIA H200"] && host.notes.isEmpty)
    let sample = try #require(try probe.samples(of: host.devices.map(\.uuid)).first)
    #expect(sample.temperatureCelsius == 28 && sample.atNanoseconds == 1_000_000_000)
    let other = DeviceUUID(normalising: "GPU-0")
    #expect(throws: ProbeFailure.deviceLost(uuid: other, detail: "nvidia-smi does not list it any more")) {
      try probe.samples(of: [other])
    }
  }

  @Test("A whole document counts whatever the status, which is noted")
  func corruptedInforom() throws {
    let command = try FakeCommand(document: try Sample.v13.text(), status: 14)
    let host = try NvidiaSMIProbe(path: command.path, clock: SteppingClock()).devices()
    #expect(host.notes == ["\(command.path) ended with status 14 behind a whole document"])
  }

  @Test(
    "What it says when it fails has its kind",
    arguments: [
      (
        "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest "
          + "NVIDIA driver is installed and running.", Int32(9), "driver_failed"
      ),
      (
        "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 580.173", 18,
        "driver_failed"
      ),
      ("Failed to initialize NVML: Unknown Error", 255, "driver_failed"),
      ("Failed to initialize NVML: Insufficient Permissions", 4, "not_permitted"),
      ("No devices were found", 6, "no_hardware"), ("No devices were found", 0, "no_hardware"),
      ("NVIDIA-SMI couldn't find libnvidia-ml.so library in your system.", 12, "no_hardware"),
      ("ERROR: Option -q is not recognized. Please run 'nvidia-smi -h'.", 255, "driver_failed"),
      (
        "Unable to determine the device handle for GPU0000:83:00.0: GPU is lost.  Reboot the system", 15,
        "device_lost"
      ),
      ("", 15, "device_lost"), ("", 9, "driver_failed"), ("", 0, "unreadable"),
      ("no XML, no word that is known", 0, "unreadable"),
    ])
  func failures(_ words: String, _ status: Int32, _ kind: String) throws {
    #expect(SMIFailure.failure(status: status, words: words).kind == kind)
    let failure = try #require(try failure("cat <<'END'\n\(words)\nEND\nexit \(status)"))
    #expect(failure.kind == kind, "\(failure)")
  }

  @Test("Words on standard error count too, and a code is kept")
  func standardError() throws {
    let failure = try failure("echo 'Failed to initialize NVML: Driver/library version mismatch' >&2; exit 1")
    guard case .driverFailed(18, let detail) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(detail.contains("version mismatch"))
  }

  @Test(
    "One that hangs is killed with all that it started, and so is one that ends and leaves its output open")
  func hanging() throws {
    var limits = ProbeLimits()
    limits.commandTimeoutMilliseconds = 300
    let marker = FileManager.default.temporaryDirectory.appending(path: "survivor-\(UUID().uuidString)")
    for script in [
      "trap '' TERM; (sleep 2; touch \(marker.path)) & sleep 60", "(sleep 2; touch \(marker.path)) & exit 0",
    ] {
      #expect(try failure(script, limits)?.kind == "timed_out")
    }
    usleep(2_500_000)
    #expect(!FileManager.default.fileExists(atPath: marker.path), "something it started lived on")
  }

  @Test("Without end is cut off; not there, not ours to run, and no program are told apart")
  func starting() throws {
    var limits = ProbeLimits()
    limits.outputByteCountMax = 10_000
    #expect(try failure("yes", limits)?.kind == "unreadable")
    let clock = SteppingClock()
    let folder = FileManager.default.temporaryDirectory.appending(path: "no-smi-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let plain = folder.appending(path: "plain").path
    try Data("text".utf8).write(to: URL(filePath: plain))
    for (path, kind) in [("/nowhere/nvidia-smi", "no_hardware"), (plain, "not_permitted")] {
      do throws(ProbeFailure) {
        _ = try NvidiaSMIProbe(path: path, clock: clock).devices()
        Issue.record("\(path) answered")
      } catch {
        #expect(error.kind == kind, "\(error)")
      }
    }
  }
}
