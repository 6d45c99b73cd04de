package import Billing
import ByteStreams

/// The files that a list of paths names: folders are expanded one level deep, sorted by name, without hidden and
/// unfinished files (`.tmp`, `.part`).
package enum UsageRecordFiles {
  /// Every file, in the order given; `-` is standard input.
  package static func paths(_ given: [String]) throws(SourceError) -> [String] {
    var paths: [String] = []
    for path in given {
      guard path != "-", try FolderEntries.kind(of: path) == .folder else {
        paths.append(path)
        continue
      }
      for name in try FolderEntries.names(in: path) where !isSkipped(name) {
        let file = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
        if try FolderEntries.kind(of: file) == .file { paths.append(file) }
      }
    }
    return paths
  }

  private static func isSkipped(_ name: String) -> Bool {
    name.hasPrefix(".") || name.hasSuffix(".tmp") || name.hasSuffix(".part")
  }
}
