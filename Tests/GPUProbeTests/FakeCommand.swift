import Foundation

/// A program in place of `nvidia-smi`: a shell script in a folder of its own.
final class FakeCommand: Sendable {
  let folder: URL
  var path: String { folder.appending(path: "nvidia-smi").path }

  init(_ script: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "fake-smi-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  /// One that prints a document and ends so.
  convenience init(document: String, status: Int = 0) throws {
    try self.init("cat <<'END'\n\(document)\nEND\nexit \(status)")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}
