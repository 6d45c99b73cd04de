package import Billing
import Glibc

/// Names in a folder.
package enum FolderEntries {
  /// What a path names.
  package enum Kind: Hashable, Sendable {
    /// A folder.
    case folder
    /// A file that can be read again.
    case file
    /// A pipe, a socket or a device.
    case other
  }

  /// What `path` names; symbolic links are followed.
  package static func kind(of path: String) throws(SourceError) -> Kind {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw .cannotOpen(path: path, detail: lastErrorText()) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: return .file
    default: return .other
    }
  }

  /// The names in the folder at `path`, bytewise sorted, without `.` and `..`.
  package static func names(in path: String) throws(SourceError) -> [String] {
    guard let folder = unsafe opendir(path) else { throw .cannotOpen(path: path, detail: lastErrorText()) }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(
          to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)
        ) {
          unsafe String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func lastErrorText() -> String {
    let code = errno
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }
}
