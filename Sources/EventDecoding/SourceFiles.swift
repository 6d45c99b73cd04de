package import Billing
import ByteStreams

/// The files that a list of paths names.
package struct SourceFiles: Hashable, Sendable {
  /// A name in a folder that is no source.
  package struct Ignored: Hashable, Sendable {
    /// The path.
    package let path: String
    /// Why, as a clause.
    package let why: String
  }

  /// Endings of files that are read from a folder, each also with `.gz` or `.zst` behind it.
  package static let endings = [".ndjson", ".jsonl", ".json"]

  /// Files to read: those named, in the order given, and those of each folder, sorted by name.
  package private(set) var paths: [String] = []
  /// What lies in the folders beside them. Hidden files and unfinished ones (`.tmp`, `.part`) are not listed.
  package private(set) var ignored: [Ignored] = []

  /// Expands folders, one level deep. A file that is named itself is taken whatever its name is; `-` is standard
  /// input.
  package init(paths given: [String]) throws(SourceError) {
    for path in given {
      if path != "-", try FolderEntries.kind(of: path) == .folder {
        try addFolder(path)
      } else {
        paths.append(path)
      }
    }
  }

  private mutating func addFolder(_ folder: String) throws(SourceError) {
    for name in try FolderEntries.names(in: folder) where !Self.isSkipped(name) {
      let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
      switch try FolderEntries.kind(of: path) {
      case .folder: ignored.append(Ignored(path: path, why: "is a folder; name it itself to read it"))
      case .other: ignored.append(Ignored(path: path, why: "is no regular file"))
      case .file where Self.isSource(name): paths.append(path)
      case .file:
        ignored.append(
          Ignored(path: path, why: "does not end in .ndjson, .jsonl or .json, plain or with .gz or .zst"))
      }
    }
  }

  private static func isSkipped(_ name: String) -> Bool {
    name.hasPrefix(".") || name.hasSuffix(".tmp") || name.hasSuffix(".part")
  }

  private static func isSource(_ name: String) -> Bool {
    var stem = name[...]
    for ending in [".gz", ".zst"] where stem.hasSuffix(ending) {
      stem = stem.dropLast(ending.count)
      break
    }
    return endings.contains { stem.hasSuffix($0) }
  }
}
