import Foundation
import StrictJSON
import Testing

@Suite("probe")
struct ProbeTests {
  private static let fake = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "FakeNVML/build").path

  /// Builds the fake driver library in a folder; answers its path.
  private func driver(_ scenario: String, in folder: Folder) throws -> String {
    let process = try Process.run(
      URL(filePath: Self.fake), arguments: ["\(folder.path)/driver", scenario])
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return "\(folder.path)/driver/libnvidia-ml.so.1"
  }

  @Test("It shows the devices, the tiers of the catalog, and the same for scripts")
  func devices() throws {
    let rehearsal = try Rehearsal()
    let library = try driver("h200", in: rehearsal.folder)
    let shown = try rehearsal.bill("probe", "--library", library)
    expect(shown, endsWith: 0)
    for words in ["device 1 of 1: NVIDIA H200", "143771 MiB", "gpu_idle", library] {
      #expect(shown.output.contains(words), "\(words) in:\n\(shown.output)")
    }
    let json = try rehearsal.bill("probe", "--json", "--library", library).json()
    #expect(json["devices"]?.array?.first?["name"] == .string("NVIDIA H200"))
    #expect(json["fingerprint"]?["sha256"]?.string?.count == 64)
  }

  @Test("Without a device it ends with 69 and says why, also for scripts")
  func none() throws {
    let rehearsal = try Rehearsal()
    let absent = try rehearsal.bill("probe", "--library", "/nowhere/libnvidia-ml.so.1")
    expect(absent, endsWith: 69)
    #expect(absent.output.isEmpty && absent.errors.contains("no NVIDIA device here"), "\(absent.errors)")
    #expect(absent.errors.contains("or name another library with --library"), "\(absent.errors)")
    let mismatch = try rehearsal.bill(
      "probe", "--json", "--library", try driver("version-mismatch", in: rehearsal.folder))
    expect(mismatch, endsWith: 69)
    #expect(try mismatch.json()["failure"] == .string("driver_failed"))
    #expect(try mismatch.json()["code"] == .number("18"))
  }
}
