import Billing
import Foundation
import Hashing

/// The workload in the box, and what a manifest must pin to run it.
enum Workload {
  /// Copies of the executable that was built beside these tests, and of the library that a debug build needs from
  /// outside the system's folders: in a folder that everyone may enter, wherever the build lies.
  private static let folder: String = {
    let path = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appendingPathComponent("replay-workload-\(getpid())").path
    try? FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let built = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent(
      "replay-workload")
    for original in [built.path] + libraries {
      let copy = "\(path)/\(URL(fileURLWithPath: original).lastPathComponent)"
      try? FileManager.default.copyItem(atPath: original, toPath: copy)
      chmod(copy, 0o755)
    }
    atexit { try? FileManager.default.removeItem(atPath: Workload.folder) }
    return path
  }()

  /// The executable.
  static let path = "\(folder)/replay-workload"

  /// The executable and its libraries.
  static let files: [ReplayManifest.PinnedFile] = {
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    return names.map { name in
      let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)").map(Array.init) ?? []
      return ReplayManifest.PinnedFile(path: "\(folder)/\(name)", sha256: Digest256(of: bytes).hex)
    }
  }()

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
