import Foundation

/// A program in place of `nvidia-smi`: a shell script in a folder of its own.
final class FakeCommand: Sendable {
  let folder: URL
  var path: String { folder.appending(path: "nvidia-smi").path }

  init(_ script: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "fake-smi-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let text = folder.appending(path: "text")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: text)
    // Another program writes it: a child that another test starts meanwhile could hold our own file open for writing,
    // and a file that is open so cannot be run.
    let install = try Process.run(
      URL(filePath: "/usr/bin/install"), arguments: ["-m", "755", text.path, path])
    install.waitUntilExit()
  }

  /// One that prints a document and ends so.
  convenience init(document: String, status: Int = 0) throws {
    try self.init("cat <<'END'\n\(document)\nEND\nexit \(status)")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}
