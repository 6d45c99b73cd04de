import Foundation

/// The kept inputs as they lie in the repository.
enum InputFile {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

  /// What a target was given before, by file name: `Corpora` begin the fuzzing, `Regressions` once broke a rule.
  static func all(of target: String, in kind: String) throws -> [(name: String, bytes: [UInt8])] {
    let inputs = folder.appending(path: "\(kind)/\(target)")
    guard FileManager.default.fileExists(atPath: inputs.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: inputs.path).sorted().map { name in
      (name, Array(try Data(contentsOf: inputs.appending(path: name))))
    }
  }

  /// A text beside the inputs.
  static func text(of path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  static func folders(in kind: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: kind).path).sorted()
  }
}
