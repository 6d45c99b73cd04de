package import Billing
import Glibc
import StrictJSON

/// Keeps the mark in a small file of its own. Put it where restoring the ledger does not restore it too: another disk,
/// or at least another folder.
package final class FileWitness: Witness {
  /// The file.
  package let path: String
  /// A mark is padded to so many bytes: they lie in one sector of a disk, which is written whole or not at all.
  private static let byteCount = 256

  /// A witness that lies, or will lie, at `path`.
  package init(path: String) { self.path = path }

  package func mark() throws(WitnessError) -> WitnessMark? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0, errno == ENOENT { return nil }
    guard descriptor >= 0 else { throw failure("cannot be read") }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Self.byteCount)
    let count = unsafe read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw failure("cannot be read") }
    guard let mark = MarkText.read(Array(bytes[..<count])) else {
      throw WitnessError(
        "the ledger's witness \(path) is damaged: put it back from a backup, or run `agnitra-billing recover --reason "
          + "TEXT`")
    }
    return mark
  }

  package func keep(_ mark: WitnessMark, isDurable: Bool) throws(WitnessError) {
    let bytes = MarkText.write(mark, byteCount: Self.byteCount)
    // What lies at the path is written in place, or refused when it is a link; a missing one is made.
    guard unsafe faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0 else { return try make(bytes) }
    try write(bytes, to: path, flags: 0, isDurable: isDurable)
  }

  /// Makes the file, whole or not at all: of an empty one nobody could tell whether it was damaged, and the ledger
  /// would be refused until a person deals with it.
  private func make(_ bytes: [UInt8]) throws(WitnessError) {
    let draft = path + ".draft"
    try write(bytes, to: draft, flags: O_CREAT | O_TRUNC, isDurable: true)
    guard unsafe rename(draft, path) == 0 else { throw failure("cannot be written") }
    try syncFolder()
  }

  private func write(
    _ bytes: [UInt8], to path: String, flags: Int32, isDurable: Bool
  ) throws(WitnessError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | flags, 0o600)
    guard descriptor >= 0 else { throw failure("cannot be written") }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes[done...].withUnsafeBytes {
        unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(done))
      }
      guard count > 0 else { throw failure("cannot be written") }
      done += count
    }
    guard !isDurable || fdatasync(descriptor) == 0 else { throw failure("cannot be made durable") }
  }

  private func syncFolder() throws(WitnessError) {
    let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("cannot be made durable") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure("cannot be made durable") }
  }

  private func failure(_ what: String) -> WitnessError {
    let reason = unsafe String(cString: strerror(errno))
    return WitnessError("the ledger's witness \(path) \(what): \(reason); nothing is sent without it")
  }
}
