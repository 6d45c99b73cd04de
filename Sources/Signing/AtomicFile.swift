import Glibc

/// Files that are there whole and on disk, or not at all.
package enum AtomicFile {
  /// Writes bytes under a name of its own, then gives it the name asked for. Without `replaces`, a file that is there
  /// stays, and is an error.
  package static func write(
    _ bytes: [UInt8], to path: String, mode: UInt32, replaces: Bool = true
  ) throws(SigningError) {
    let draft = "\(path).\(getpid()).draft"
    _ = unsafe unlink(draft)
    let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
    guard descriptor >= 0 else { throw failure(path) }
    let isWritten = write(bytes, to: descriptor) && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0
    let cause = SystemText.lastError
    close(descriptor)
    guard isWritten else {
      _ = unsafe unlink(draft)
      throw .cannotWrite(path: path, detail: cause)
    }
    try place(draft, at: path, replaces: replaces)
    try syncFolder(of: path)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes[done...].withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }

  /// A link does not replace what is there, a change of name does.
  private static func place(_ draft: String, at path: String, replaces: Bool) throws(SigningError) {
    let isPlaced = unsafe replaces ? rename(draft, path) == 0 : link(draft, path) == 0
    let cause = errno
    if !(replaces && isPlaced) { _ = unsafe unlink(draft) }
    guard isPlaced else {
      throw cause == EEXIST
        ? .keyExists(path: path) : .cannotWrite(path: path, detail: SystemText.text(cause))
    }
  }

  private static func syncFolder(of path: String) throws(SigningError) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(path) }
  }

  private static func failure(_ path: String) -> SigningError {
    .cannotWrite(path: path, detail: SystemText.lastError)
  }
}

/// The system's words for an error.
enum SystemText {
  static var lastError: String { text(errno) }

  static func text(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }
}
