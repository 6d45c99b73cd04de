import Billing
import Foundation
import Hashing

/// The workload in the box, and what a manifest must pin to run it.
enum Workload {
  /// The executable that was built beside these tests.
  static let path: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let file = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent(
      "replay-workload")
    return file.resolvingSymlinksInPath().path
  }()

  /// The executable, and the libraries that it needs from outside the system's folders: a debug build needs one.
  static let files: [ReplayManifest.PinnedFile] = ([path] + libraries).map { path in
    let bytes = FileManager.default.contents(atPath: path).map(Array.init) ?? []
    return ReplayManifest.PinnedFile(path: path, sha256: Digest256(of: bytes).hex)
  }

  private static var libraries: [String] {
    // Not read by its size, which the kernel gives as 0.
    let maps = (try? FileHandle(forReadingAtPath: "/proc/self/maps")?.readToEnd()) ?? Data()
    let paths = String(decoding: maps, as: UTF8.self).split(separator: "\n").compactMap {
      $0.split(separator: " ").last.map(String.init)
    }
    return paths.first { $0.hasSuffix("/libswiftCore.so") }.map { [$0] } ?? []
  }
}

/// A folder that is gone when the test is over.
final class TemporaryFolder {
  let path: String

  init() {
    path =
      FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appendingPathComponent("replaying-\(UUID().uuidString)").path
    try? FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, as name: String, mode: Int = 0o600) -> String {
    let file = "\(path)/\(name)"
    _ = FileManager.default.createFile(
      atPath: file, contents: Data(text.utf8), attributes: [.posixPermissions: mode])
    return file
  }
}
