import Foundation
import Testing

/// A driver library with a scenario, in a folder of its own that goes with it.
final class FakeDriver: Sendable {
  let folder: URL
  var libraryPath: String { folder.appending(path: "libnvidia-ml.so.1").path }

  private static let sources = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
    .appending(path: "FakeNVML")

  /// Compiled once; every driver is a copy, so that each is a library with a state of its own.
  private static let compiled: Result<Data, any Error> = Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fake-nvml-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let process = try Process.run(sources.appending(path: "build"), arguments: [folder.path])
    process.waitUntilExit()
    return try Data(contentsOf: folder.appending(path: "libnvidia-ml.so.1"))
  }

  /// - Parameters:
  ///   - scenario: a file of `Tests/FakeNVML/scenarios`.
  ///   - changes: lines that come first and so hold before those of the scenario.
  init(_ scenario: String, _ changes: String...) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "fake-driver-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Self.compiled.get().write(to: URL(filePath: folder.appending(path: "libnvidia-ml.so.1").path))
    try write(scenario, changes)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Has the driver be another from its next beginning on.
  func become(_ scenario: String, _ changes: String...) throws { try write(scenario, changes) }

  private func write(_ scenario: String, _ changes: [String]) throws {
    let path = Self.sources.appending(path: "scenarios/\(scenario).scenario")
    let text = changes.map { "\($0)\n" }.joined() + (try String(contentsOf: path, encoding: .utf8))
    try text.write(
      to: folder.appending(path: "libnvidia-ml.so.1.scenario"), atomically: true, encoding: .utf8)
  }
}
