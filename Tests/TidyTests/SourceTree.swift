import Foundation

/// The repository as it lies on disk, found from this file's own place.
enum SourceTree {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().standardizedFileURL

  /// Every Swift file under `Sources`.
  static let sources = swiftFiles(under: "Sources")
  /// Every Swift file under `Tests`.
  static let tests = swiftFiles(under: "Tests")

  private static func swiftFiles(under folder: String) -> [SourceFile] {
    paths(under: folder).filter { $0.hasSuffix(".swift") }.compactMap { path in
      text(of: path).map { SourceFile(path: path, text: $0) }
    }
  }

  /// Paths of all files under a folder or at a path, relative to the root, sorted.
  static func paths(under folder: String) -> [String] {
    let start = root.appending(path: folder)
    guard let names = FileManager.default.enumerator(atPath: start.path) else {
      return FileManager.default.fileExists(atPath: start.path) ? [folder] : []
    }
    let paths = names.compactMap { $0 as? String }.map { "\(folder)/\($0)" }.sorted()
    return paths.isEmpty && FileManager.default.fileExists(atPath: start.path) ? [folder] : paths
  }

  /// The text of a file; `nil` for folders and for bytes that are not UTF-8.
  static func text(of path: String) -> String? {
    try? String(contentsOf: root.appending(path: path), encoding: .utf8)
  }
}
